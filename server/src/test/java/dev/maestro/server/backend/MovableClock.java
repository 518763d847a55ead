package dev.maestro.server.backend;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is moved. Threads: thread-safe. */
public final class MovableClock extends Clock {
    @GuardedBy("this")
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /** Moves the time on, or back when negative. */
    public synchronized void move(Duration by) {
        now = now.plus(by);
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("this clock has no other zone");
    }
}
