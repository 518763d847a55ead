package dev.maestro.server.backend.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What a hub would find that comes to a Redis. Changes nothing.
 *
 * @param version such as {@code 7.0.15}
 * @param newEnough whether it will do
 * @param role {@code master}, or what takes no writes
 * @param loading whether it still reads what it has on disk
 * @param appendOnly whether what is committed is on disk before long
 * @param writesFail whether the last time it wrote to disk failed
 * @param policy what it throws away when its memory is full, such as {@code noeviction}
 * @param ahead how far its clock is before this machine's
 * @param format of what hubs keep there; empty if none has
 */
public record RedisCheckup(
        String version,
        boolean newEnough,
        String role,
        boolean loading,
        boolean appendOnly,
        boolean writesFail,
        String policy,
        Duration ahead,
        Optional<String> format) {
    /** The format hubs of this kind read and write. */
    public static final String FORMAT = RedisExport.FORMAT;

    private static final int CLOCK_LOOKS = 5;

    /** A Redis could not be looked at; the message says why. */
    public static final class FailedException extends Exception {
        private final boolean reached;

        private FailedException(boolean reached, JedisException cause) {
            super(cause.getMessage(), cause);
            this.reached = reached;
        }

        /** Returns whether it is there, and does not let the hub in. */
        public boolean reached() {
            return reached;
        }
    }

    /**
     * Looks at a Redis.
     *
     * @param clock this machine's
     * @throws FailedException if it is not there, or says no
     */
    public static RedisCheckup of(RedisConfig config, Clock clock) throws FailedException {
        try (RedisLink link = new RedisLink(config, new RedisHealth());
                Jedis jedis = link.reach(config.timeout())) {
            String info = jedis.info();
            RedisServer server = RedisServer.of(info);
            Map<String, String> fields = fields(info);
            return new RedisCheckup(
                    server.version(),
                    server.isNewEnough(),
                    server.role(),
                    server.loading(),
                    fields.getOrDefault("aof_enabled", "1").equals("1"),
                    fields.getOrDefault("aof_last_write_status", "ok").equals("err")
                            || fields.getOrDefault("rdb_last_bgsave_status", "ok")
                                    .equals("err"),
                    fields.getOrDefault("maxmemory_policy", "noeviction"),
                    ahead(jedis, clock),
                    Optional.ofNullable(
                            jedis.hget(RedisKeys.of(config.keyPrefix()).state(), "format")));
        } catch (JedisConnectionException e) {
            throw new FailedException(false, e);
        } catch (JedisException e) {
            throw new FailedException(true, e);
        }
    }

    private static Map<String, String> fields(String info) {
        Map<String, String> fields = new HashMap<>();
        info.lines().filter(line -> line.indexOf(':') > 0).forEach(line -> {
            int colon = line.indexOf(':');
            fields.putIfAbsent(
                    line.substring(0, colon), line.substring(colon + 1).strip());
        });
        return fields;
    }

    /** Asks between two looks at the own clock, some times: the answer that came soonest tells it best. */
    private static Duration ahead(Jedis jedis, Clock clock) {
        long soonest = Long.MAX_VALUE;
        long ahead = 0;
        for (int i = 0; i < CLOCK_LOOKS; i++) {
            long before = clock.millis();
            List<String> time = jedis.time();
            long after = clock.millis();
            if (after - before < soonest) {
                soonest = after - before;
                long there = Long.parseLong(time.get(0)) * 1_000 + Long.parseLong(time.get(1)) / 1_000;
                ahead = there - (before + after) / 2;
            }
        }
        return Duration.ofMillis(ahead);
    }
}
