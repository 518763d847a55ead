package dev.maestro.server.backend.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.maestro.server.backend.Lease;
import dev.maestro.server.backend.Leases;
import dev.maestro.server.backend.SharedLimits;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.Jedis;

/**
 * Leases in Redis ({@code lease.lua}).
 *
 * <p>A lease ends by the clock of Redis, which forgets it, or by that of the node that asks, whichever is first. So one that
 * was paused finds its lease gone whatever its clock says. The clocks of nodes are taken to be within a second of each other:
 * one that is ahead takes over what others hold by as much too early, and they find that out when they next use it.
 *
 * <p>A take whose answer was lost may have taken the name: then nobody has it until its time is over.
 */
final class RedisLeases implements Leases {
    private static final RedisScript SCRIPT = RedisScript.named("lease.lua");
    private static final byte[] NONE = {};
    private static final long A_CENTURY_MS = Duration.ofDays(36_525).toMillis();

    private final RedisLink link;
    private final RedisKeys keys;
    private final Clock clock;

    RedisLeases(RedisLink link, RedisKeys keys, Clock clock) {
        this.link = link;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public Optional<Lease> take(String name, Duration time) {
        SharedLimits.checkLease(name, time);
        byte[] token = (byte[]) link.write(jedis -> run(jedis, "take", name, NONE, time));
        return Optional.ofNullable(token).map(taken -> new Lease(name, Long.parseLong(new String(taken, US_ASCII))));
    }

    @Override
    public boolean renew(Lease lease, Duration time) {
        SharedLimits.checkTime(time);
        // Twice is as once.
        return (Long) link.read(jedis -> run(jedis, "renew", lease.name(), token(lease), time)) == 1;
    }

    @Override
    public void release(Lease lease) {
        Object unused = link.read(jedis -> run(jedis, "release", lease.name(), token(lease), Duration.ZERO));
    }

    static byte[] token(Lease lease) {
        return Long.toString(lease.token()).getBytes(US_ASCII);
    }

    private Object run(Jedis jedis, String action, String name, byte[] token, Duration time) {
        // Longer than that Redis counts wrong.
        long timeMs = time.compareTo(Duration.ofMillis(A_CENTURY_MS)) > 0 ? A_CENTURY_MS : time.toMillis();
        return SCRIPT.run(
                jedis,
                List.of(
                        keys.of("lease", name).getBytes(UTF_8),
                        keys.of("lease-token", "last").getBytes(UTF_8)),
                List.of(
                        action.getBytes(US_ASCII),
                        Long.toString(clock.millis()).getBytes(US_ASCII),
                        token,
                        Long.toString(timeMs).getBytes(US_ASCII)));
    }
}
