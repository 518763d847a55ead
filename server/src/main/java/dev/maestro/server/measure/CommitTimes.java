package dev.maestro.server.measure;

import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.CommitResult;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How long commits took from when they were asked for until they were answered, by how they ended.
 *
 * <p>Threads: thread-safe.
 */
public final class CommitTimes {
    /** How a commit may end, the ways of {@link CommitResult} among them. */
    public enum Outcome {
        /** It is stored. */
        COMMITTED,
        /** What it expects is not so. */
        CONFLICT,
        /** It was stored before. */
        REPEATED,
        /** The store cannot write now. */
        UNAVAILABLE,
        /** It failed for a reason of our own. */
        FAILED
    }

    private final Map<Outcome, Spread> times = new EnumMap<>(Outcome.class);
    private final LongAdder waiting = new LongAdder();

    /** Begins with none. */
    public CommitTimes() {
        for (Outcome outcome : Outcome.values()) {
            times.put(outcome, Spread.ofTimes());
        }
    }

    void begun() {
        waiting.increment();
    }

    void ended(long nanos, @Nullable CommitResult result, @Nullable Throwable failure) {
        waiting.decrement();
        Objects.requireNonNull(times.get(outcome(result, failure))).addNanos(nanos);
    }

    private static Outcome outcome(@Nullable CommitResult result, @Nullable Throwable failure) {
        if (result != null) {
            return switch (result.type()) {
                case COMMITTED -> Outcome.COMMITTED;
                case CONFLICT -> Outcome.CONFLICT;
                case REPEATED -> Outcome.REPEATED;
            };
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof BackendUnavailableException ? Outcome.UNAVAILABLE : Outcome.FAILED;
    }

    /** Returns how many commits wait for their answers. */
    public long waiting() {
        return Math.max(0, waiting.sum());
    }

    /** Returns the times, in seconds, of each outcome. */
    public Map<Outcome, Spread.Reading> read() {
        Map<Outcome, Spread.Reading> read = new EnumMap<>(Outcome.class);
        times.forEach((outcome, spread) -> read.put(outcome, spread.read()));
        return read;
    }
}
