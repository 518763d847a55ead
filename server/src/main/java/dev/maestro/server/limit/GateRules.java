package dev.maestro.server.limit;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * What the gates of one kind hold to.
 *
 * @param rates how often one may pass; asked each time
 * @param banAfter how long refusals may be ignored before there is a ban
 * @param bans who is banned; one for all kinds, so that a ban holds everywhere
 */
public record GateRules(Supplier<Rate> rates, Duration banAfter, Bans bans) {
    /** Rules whose rate stays as it is. */
    public GateRules(Rate rate, Duration banAfter, Bans bans) {
        this(() -> rate, banAfter, bans);
    }

    Rate rate() {
        return rates.get();
    }
}
