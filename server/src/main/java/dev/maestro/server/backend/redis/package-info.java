/**
 * The backend that many nodes share: documents, events, recovery sessions, leases and the registry in one Redis.
 *
 * <p>A commit's way: {@code RedisBackend} queues it, the thread {@code redis-writer} ({@code RedisWriter}) takes all that
 * wait and has one script ({@code commit.lua}) check and apply each; events go into a stream whose entries are numbered by
 * our own sequence. The thread {@code redis-reader} of each node ({@code RedisFeed}) blocks on that stream and hands on what
 * it reads. Reads go over a pool of connections ({@code RedisLink}). What every key holds: {@code RedisKeys}.
 *
 * <p>Belongs here: everything that knows Jedis, a key, or a script. Does not belong here: what a document or an event means.
 */
@NullMarked
package dev.maestro.server.backend.redis;

import org.jspecify.annotations.NullMarked;
