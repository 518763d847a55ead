package dev.maestro.server.backend.redis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.EnumSet;
import java.util.Set;

/**
 * Whether both connections of the live channel are there: it is well when they are.
 *
 * <p>Threads: thread-safe.
 */
final class LiveHealth {
    /** The connections. */
    enum Side {
        SAYING,
        HEARING
    }

    private final RedisHealth health;

    @GuardedBy("this")
    private final Set<Side> there = EnumSet.noneOf(Side.class);

    LiveHealth(RedisHealth health) {
        this.health = health;
    }

    synchronized void failed(Side side, Throwable cause) {
        there.remove(side);
        health.failed(RedisHealth.Way.LIVE, cause);
    }

    synchronized void worked(Side side) {
        there.add(side);
        if (there.size() == Side.values().length) {
            health.worked(RedisHealth.Way.LIVE);
        }
    }
}
