package dev.maestro.server.backend.redis;

import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisDataException;

/** What it means that Redis refuses something. */
final class RedisRefusal {
    private RedisRefusal() {}

    /** Returns whether another connection may do: the Redis is starting, or has become a replica. */
    static boolean isForNow(JedisDataException e) {
        String message = e.getMessage() == null ? "" : e.getMessage();
        return message.startsWith("READONLY")
                || message.startsWith("LOADING")
                || message.startsWith("MASTERDOWN")
                || message.startsWith("UNBLOCKED")
                || message.contains("-READONLY");
    }

    /** Returns whether it is about what was asked for, and says nothing of the Redis as a whole. */
    static boolean isOfOneThing(JedisDataException e) {
        return !isForNow(e) && !(e instanceof JedisAccessControlException);
    }
}
