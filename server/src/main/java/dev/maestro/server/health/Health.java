package dev.maestro.server.health;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What several checks say together, found out anew at most once a second: whoever asks oftener costs nothing more.
 *
 * <p>Threads: thread-safe; whoever asks while the checks are made waits for them, so never on an event loop.
 */
public final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);
    private static final long HOLDS_NANOS = Duration.ofSeconds(1).toNanos();

    private final List<Check> checks;
    private final LongSupplier nanos;

    @GuardedBy("this")
    private @Nullable List<Result> latest;

    @GuardedBy("this")
    private long found;

    /** Makes one; {@code nanos} returns how many nanoseconds have passed since some moment. */
    public Health(List<Check> checks, LongSupplier nanos) {
        this.checks = List.copyOf(checks);
        this.nanos = nanos;
    }

    /**
     * What was found out about one thing.
     *
     * @param troubles what is wrong, a sentence each; empty when it is well
     */
    public record Result(String name, List<String> troubles) {
        public Result {
            troubles = List.copyOf(troubles);
        }

        /** Returns whether nothing is wrong. */
        public boolean isWell() {
            return troubles.isEmpty();
        }
    }

    /** Returns what each check says, in their order. */
    public synchronized List<Result> results() {
        List<Result> held = latest;
        if (held == null || nanos.getAsLong() - found >= HOLDS_NANOS) {
            held = checks.stream().map(Health::made).toList();
            latest = held;
            found = nanos.getAsLong();
        }
        return held;
    }

    /** Returns what is wrong with any of them. */
    public static List<String> troubles(List<Result> results) {
        List<String> all = new ArrayList<>();
        results.forEach(result -> all.addAll(result.troubles()));
        return all;
    }

    // A check that cannot be made is no proof that all is well.
    private static Result made(Check check) {
        try {
            return new Result(check.name(), check.troubles().get());
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("check", check.name()).setCause(e).log("a check failed");
            return new Result(check.name(), List.of(check.name() + " cannot be looked at"));
        }
    }
}
