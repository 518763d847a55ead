package dev.maestro.server.backend.redis;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What a Redis says of itself (INFO).
 *
 * @param run which process it is
 * @param version such as {@code 7.0.15}
 * @param role {@code master}, or what takes no writes
 * @param loading whether it still reads what it has on disk
 */
record RedisServer(String run, String version, String role, boolean loading) {
    private static final int LEAST_MAJOR = 6;
    private static final int LEAST_MINOR = 2;
    private static final Pattern VERSION = Pattern.compile("(\\d{1,6})\\.(\\d{1,6}).*");

    static RedisServer of(String info) {
        Map<String, String> fields = new HashMap<>();
        info.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.putIfAbsent(
                        line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        String run = fields.get("run_id");
        if (run == null || run.isEmpty()) {
            throw new JedisException("the Redis does not say which process it is");
        }
        return new RedisServer(
                run,
                fields.getOrDefault("redis_version", "unknown"),
                fields.getOrDefault("role", "unknown"),
                fields.getOrDefault("loading", "0").equals("1"));
    }

    /**
     * Checks that it will do.
     *
     * @throws JedisConnectionException if it may do in a moment, or another may: it is loading, or takes no writes
     * @throws JedisException if it is too old
     */
    void requireFit() {
        if (!isNewEnough()) {
            throw new JedisException("the Redis is of version " + version + ", and 6.2 is the oldest that will do");
        }
        if (loading) {
            throw new JedisConnectionException("the Redis still reads what it has on disk");
        }
        if (!role.equals("master")) {
            throw new JedisConnectionException("the Redis takes no writes: its role is " + role);
        }
    }

    boolean isNewEnough() {
        Matcher numbers = VERSION.matcher(version);
        if (!numbers.matches()) {
            return false;
        }
        int major = Integer.parseInt(numbers.group(1));
        return major > LEAST_MAJOR || major == LEAST_MAJOR && Integer.parseInt(numbers.group(2)) >= LEAST_MINOR;
    }
}
