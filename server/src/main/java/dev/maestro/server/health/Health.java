package dev.maestro.server.health;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What several checks say together, found out anew at most once a second: whoever asks oftener costs nothing more.
 *
 * <p>Threads: thread-safe. One who asks makes the checks, so never an event loop; whoever else asks meanwhile is told what was found
 * last, and waits only for the very first.
 */
public final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);
    private static final long HOLDS_NANOS = Duration.ofSeconds(1).toNanos();

    private final List<Check> checks;
    private final LongSupplier nanos;

    private final ReentrantLock looking = new ReentrantLock();

    /** Written by who looks. */
    private volatile @Nullable Found latest;

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

    /**
     * What was found last.
     *
     * @param at when, by {@code nanos}
     */
    private record Found(List<Result> results, long at) {}

    /** Returns what each check says, in their order. */
    public List<Result> results() {
        Found held = latest;
        if (held != null && nanos.getAsLong() - held.at() < HOLDS_NANOS) {
            return held.results();
        }
        if (held != null && !looking.tryLock()) {
            return held.results();
        }
        if (held == null) {
            looking.lock();
        }
        try {
            return found();
        } finally {
            looking.unlock();
        }
    }

    @GuardedBy("looking")
    private List<Result> found() {
        Found held = latest;
        if (held == null || nanos.getAsLong() - held.at() >= HOLDS_NANOS) {
            held = new Found(checks.stream().map(Health::made).toList(), nanos.getAsLong());
            latest = held;
        }
        return held.results();
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
