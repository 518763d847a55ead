package dev.maestro.server;

import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.LoginWatch;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.measure.Tally;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts logins, and those that were refused for want of a right, and tells another of all.
 *
 * <p>Threads: thread-safe.
 */
final class CountedLogins implements LoginWatch {
    private final LoginWatch told;
    private final Tally<Principal.Kind> came = new Tally<>(Principal.Kind.class);
    private final LongAdder notAllowed = new LongAdder();

    CountedLogins(LoginWatch told) {
        this.told = told;
    }

    @Override
    public void loggedIn(Visit visit, Principal principal) {
        came.count(principal.kind());
        told.loggedIn(visit, principal);
    }

    @Override
    public void refused(Visit visit, @Nullable Principal known, HubException why) {
        switch (why.code()) {
            case FORBIDDEN, NOT_FOUND -> notAllowed.increment();
            case UNAUTHENTICATED, INVALID, CONFLICT, STALE_VERSION, RATE_LIMITED, TOO_LARGE, UNAVAILABLE, INTERNAL -> {
                // Counted where it was found out, or no question of who may come in.
            }
        }
        told.refused(visit, known, why);
    }

    /** Returns how many came in, of each kind. */
    Map<Principal.Kind, Long> came() {
        return came.all();
    }

    /** Returns how many did not, as they may not be where they wanted to. */
    long notAllowed() {
        return notAllowed.sum();
    }
}
