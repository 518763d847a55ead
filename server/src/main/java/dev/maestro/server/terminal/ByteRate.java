package dev.maestro.server.terminal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * So many bytes a second in the long run, and those of a second at once.
 *
 * <p>What does not fit is refused whole, except that something larger than a second's worth fits after a second's rest.
 *
 * <p>Threads: thread-safe.
 */
final class ByteRate {
    private static final double NANOS_A_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long bytesPerSecond;
    private final LongSupplier nanos;

    @GuardedBy("this")
    private double left;

    @GuardedBy("this")
    private long filled;

    ByteRate(long bytesPerSecond, LongSupplier nanos) {
        this.bytesPerSecond = bytesPerSecond;
        this.nanos = nanos;
        this.left = bytesPerSecond;
        this.filled = nanos.getAsLong();
    }

    /** Takes bytes; returns 0, or after how many milliseconds, at least 1, they would be taken. */
    synchronized long take(int bytes) {
        long now = nanos.getAsLong();
        left = Math.min((double) bytesPerSecond, left + (double) (now - filled) / NANOS_A_SECOND * bytesPerSecond);
        filled = now;
        double missing = Math.min(bytes, bytesPerSecond) - left;
        if (missing > 0) {
            return (long) Math.ceil(missing / bytesPerSecond * TimeUnit.SECONDS.toMillis(1));
        }
        left -= bytes;
        return 0;
    }
}
