package dev.maestro.server.backend.redis;

import redis.clients.jedis.Jedis;

/**
 * One connection to one Redis process. Threads: confined to whoever has it.
 *
 * @param jedis the connection
 * @param run which process it is ({@code run_id}); another after a restart or a failover
 */
record RedisSession(Jedis jedis, String run) implements AutoCloseable {
    /** Closes the connection, also one that is broken. */
    @Override
    public void close() {
        jedis.close();
    }
}
