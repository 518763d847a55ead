package dev.maestro.server.backend.redis;

import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.config.RedisUrl;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Makes connections to the Redis that takes writes now, and keeps some that read.
 *
 * <p>Life-cycle: open when made; {@link #close} is idempotent. Threads: thread-safe; everything blocks.
 */
final class RedisLink implements AutoCloseable {
    private static final int READERS = 16;

    private final RedisConfig config;
    private final RedisHealth health;
    private final Semaphore permits = new Semaphore(READERS, true);
    private final ConcurrentLinkedDeque<RedisSession> idle = new ConcurrentLinkedDeque<>();

    /** The Redis process that was reached last: connections to another are of one that may have become a replica. */
    private volatile String latestRun = "";

    /** Set while the Redis cannot be reached: then one tries at a time, and the others need not wait to be refused. */
    private volatile boolean away;

    private final AtomicBoolean trying = new AtomicBoolean();

    /** Set once, by close. */
    private volatile boolean closed;

    RedisLink(RedisConfig config, RedisHealth health) {
        this.config = config;
        this.health = health;
    }

    /**
     * Makes a connection of the caller's own, to be closed by it.
     *
     * @param answerWithin how long an answer may take
     * @throws JedisException if the Redis is not there, does not let us in, or takes no writes
     */
    RedisSession connect(Duration answerWithin) {
        Jedis jedis = reach(answerWithin);
        try {
            RedisServer server = RedisServer.of(jedis.info());
            server.requireFit();
            if (!server.run().equals(latestRun)) {
                latestRun = server.run();
                RedisFitness.warn(jedis);
            }
            return new RedisSession(jedis, server.run());
        } catch (RuntimeException e) {
            jedis.close();
            throw e;
        }
    }

    RedisSession connect() {
        return connect(config.timeout());
    }

    /**
     * Makes a connection to whatever Redis is there, fit or not, to be closed by the caller.
     *
     * @throws JedisException if it is not there, or does not let us in
     */
    Jedis reach(Duration answerWithin) {
        RedisUrl.Sentinel sentinel = config.url().sentinel();
        HostAndPort where = sentinel == null ? hostAndPort(config.url().hosts().get(0)) : master(sentinel);
        Jedis jedis = new Jedis(
                where,
                clientConfig(answerWithin, config.url().login(), config.url().database()));
        try {
            jedis.connect();
            return jedis;
        } catch (RuntimeException e) {
            jedis.close();
            throw e;
        }
    }

    /**
     * Reads over one of the connections kept for that. Script runs that change nothing may be done twice, when a kept
     * connection turns out to be dead.
     *
     * @throws BackendUnavailableException if the Redis cannot be read, or too many read
     */
    <T> T read(Function<Jedis, T> reading) {
        return use(RedisHealth.Way.READING, reading, true);
    }

    /**
     * Writes something small over one of those connections: what is no commit. Never tried again by itself.
     *
     * @throws BackendUnavailableException if it could not be done; it may have been done all the same
     */
    <T> T write(Function<Jedis, T> writing) {
        return use(RedisHealth.Way.READING, writing, false);
    }

    private <T> T use(RedisHealth.Way way, Function<Jedis, T> action, boolean again) {
        if (!away) {
            return use(way, action, again, false);
        }
        if (!trying.compareAndSet(false, true)) {
            throw unreachable();
        }
        try {
            return use(way, action, again, true);
        } finally {
            trying.set(false);
        }
    }

    private <T> T use(RedisHealth.Way way, Function<Jedis, T> action, boolean again, boolean tries) {
        acquire();
        try {
            if (away && !tries) {
                // Found out by another while this one waited.
                throw unreachable();
            }
            RedisSession kept = idleOrNull();
            if (kept != null && again) {
                try {
                    return finish(kept, way, action);
                } catch (JedisConnectionException e) {
                    return finish(connect(), way, action);
                }
            }
            return finish(kept == null ? connect() : kept, way, action);
        } catch (JedisException e) {
            away = away || e instanceof JedisConnectionException;
            health.failed(way, e);
            throw new BackendUnavailableException("Redis does not answer as it should: " + e.getMessage(), e);
        } finally {
            permits.release();
        }
    }

    private <T> T finish(RedisSession session, RedisHealth.Way way, Function<Jedis, T> action) {
        boolean good = false;
        try {
            T result = action.apply(session.jedis());
            away = false;
            health.worked(way);
            good = true;
            return result;
        } catch (JedisDataException e) {
            if (RedisRefusal.isOfOneThing(e)) {
                // Such as a write while its memory is full: that it can be read is as true as before.
                throw new BackendUnavailableException("Redis refuses this: " + e.getMessage(), e);
            }
            throw e;
        } finally {
            if (good && !closed) {
                idle.addFirst(session);
            } else {
                session.close();
            }
            if (closed) {
                closeIdle();
            }
        }
    }

    /** Refuses further reads and closes what is idle. */
    @Override
    public void close() {
        closed = true;
        closeIdle();
    }

    private static BackendUnavailableException unreachable() {
        return new BackendUnavailableException("Redis cannot be reached now");
    }

    private void acquire() {
        try {
            if (!permits.tryAcquire(2 * config.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new BackendUnavailableException("too many read from Redis at the same time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackendUnavailableException("interrupted while waiting to read from Redis", e);
        }
        if (closed) {
            permits.release();
            throw new BackendUnavailableException("the store is closed");
        }
    }

    private @Nullable RedisSession idleOrNull() {
        RedisSession next = idle.pollFirst();
        while (next != null && !next.run().equals(latestRun)) {
            next.close();
            next = idle.pollFirst();
        }
        return next;
    }

    private void closeIdle() {
        for (RedisSession next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
            next.close();
        }
    }

    /** Asks one Sentinel after the other which Redis is the master now. */
    private HostAndPort master(RedisUrl.Sentinel sentinel) {
        @Nullable JedisException last = null;
        for (RedisUrl.Host host : config.url().hosts()) {
            try (Jedis asked = new Jedis(hostAndPort(host), clientConfig(config.timeout(), sentinel.login(), 0))) {
                List<String> address = asked.sentinelGetMasterAddrByName(sentinel.master());
                if (address != null && address.size() == 2) {
                    return new HostAndPort(address.get(0), Integer.parseInt(address.get(1)));
                }
                last = new JedisException("the Sentinel " + host + " knows no master " + sentinel.master());
            } catch (JedisException e) {
                last = e;
            }
        }
        throw new JedisException("no Sentinel says where " + sentinel.master() + " is", last);
    }

    private DefaultJedisClientConfig clientConfig(Duration answerWithin, RedisUrl.@Nullable Login login, int database) {
        DefaultJedisClientConfig.Builder builder = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis((int) config.timeout().toMillis())
                .socketTimeoutMillis((int) answerWithin.toMillis())
                // For commands that wait at Redis: without, half a connection is waited for without end.
                .blockingSocketTimeoutMillis((int) answerWithin.toMillis())
                // Replies have one shape, whatever the server could do.
                .autoNegotiateProtocol(false)
                .database(database);
        if (config.url().tls()) {
            SSLParameters named = new SSLParameters();
            named.setEndpointIdentificationAlgorithm("HTTPS");
            builder.ssl(true).sslParameters(named);
        }
        if (login != null) {
            builder.user(login.user()).password(login.password());
        }
        return builder.build();
    }

    private static HostAndPort hostAndPort(RedisUrl.Host host) {
        return new HostAndPort(host.name(), host.port());
    }
}
