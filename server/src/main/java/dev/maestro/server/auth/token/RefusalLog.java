package dev.maestro.server.auth.token;

import dev.maestro.server.measure.Tally;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tells the log why tokens are refused: each rule once in a while at info, so that a wrong setting is found without a
 * restart, and every time at debug, so that nobody can fill the log; and counts all.
 *
 * <p>Threads: thread-safe.
 */
final class RefusalLog {
    private static final Logger log = LoggerFactory.getLogger(RefusalLog.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final Tally<RefusedTokenException.Rule> counts = new Tally<>(RefusedTokenException.Rule.class);
    private final Map<RefusedTokenException.Rule, Long> lastTold = new EnumMap<>(RefusedTokenException.Rule.class);

    /** Tells of a refusal. */
    void add(RefusedTokenException refusal) {
        counts.count(refusal.rule());
        log.atLevel(isNews(refusal.rule()) ? Level.INFO : Level.DEBUG)
                .addKeyValue("rule", refusal.rule())
                .addKeyValue("reason", refusal.getMessage())
                .log("a token was refused");
    }

    /** Returns how many were refused for each rule, in small letters. */
    Map<String, Long> counts() {
        Map<String, Long> named = new HashMap<>();
        counts.all().forEach((rule, count) -> named.put(rule.name().toLowerCase(Locale.ROOT), count));
        return named;
    }

    private synchronized boolean isNews(RefusedTokenException.Rule rule) {
        long now = System.nanoTime();
        Long last = lastTold.get(rule);
        if (last != null && now - last < QUIET_NANOS) {
            return false;
        }
        lastTold.put(rule, now);
        return true;
    }
}
