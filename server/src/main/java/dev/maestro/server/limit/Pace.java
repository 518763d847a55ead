package dev.maestro.server.limit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketListener;
import io.github.bucket4j.MathType;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.ThreadUnsafeBucket;
import java.util.function.LongSupplier;

/**
 * The buckets of one who is held to a {@link Rate}.
 *
 * <p>Threads: guarded by whoever holds it.
 */
final class Pace {
    // Straight from its class: the library's builder would give each bucket a configuration and a lock of its own.
    private final Bucket bucket;

    Pace(Rate rate, LongSupplier nanos) {
        this.bucket = new ThreadUnsafeBucket(
                rate.configuration(), MathType.INTEGER_64_BITS, new Meter(nanos), BucketListener.NOPE);
    }

    /** Takes one; returns 0, or when nothing was taken as there was too little, the nanoseconds until there is enough. */
    long take() {
        return bucket.tryConsume(1) ? 0 : waitNanos();
    }

    /** Returns how many nanoseconds until one could be taken, 0 for at once; takes nothing. */
    long waitNanos() {
        return bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
    }

    private record Meter(LongSupplier nanos) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanos.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
