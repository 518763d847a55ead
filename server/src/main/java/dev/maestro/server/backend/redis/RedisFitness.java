package dev.maestro.server.backend.redis;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** Looks whether a Redis is set to keep what it is given, and warns in the log where it is not. */
final class RedisFitness {
    private static final Logger LOG = LoggerFactory.getLogger(RedisFitness.class);

    private static final String POLICY = "maxmemory-policy";
    private static final String APPEND_ONLY = "appendonly";

    private RedisFitness() {}

    static void warn(Jedis jedis) {
        Map<String, String> settings;
        try {
            settings = jedis.configGet(POLICY, APPEND_ONLY);
        } catch (JedisDataException e) {
            // Redis 6.2 takes one name at a time; and where asking is forbidden there is nothing to say.
            settings = oneByOne(jedis);
        }
        String policy = settings.getOrDefault(POLICY, "noeviction");
        if (!policy.equals("noeviction")) {
            LOG.atWarn()
                    .addKeyValue(POLICY, policy)
                    .log(
                            "Redis may throw away what is stored when its memory is full; set maxmemory-policy noeviction");
        }
        if (settings.getOrDefault(APPEND_ONLY, "yes").equals("no")) {
            LOG.atWarn().log("what is committed is gone when Redis ends; set appendonly yes");
        }
    }

    private static Map<String, String> oneByOne(Jedis jedis) {
        try {
            String policy = jedis.configGet(POLICY).getOrDefault(POLICY, "noeviction");
            return Map.of(
                    POLICY, policy, APPEND_ONLY, jedis.configGet(APPEND_ONLY).getOrDefault(APPEND_ONLY, "yes"));
        } catch (JedisDataException e) {
            LOG.atDebug().setCause(e).log("Redis does not say how it is set");
            return Map.of();
        }
    }
}
