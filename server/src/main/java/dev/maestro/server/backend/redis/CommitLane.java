package dev.maestro.server.backend.redis;

import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.CommitResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The way of this node's commits into Redis: one connection, one group after the other, each with a number.
 *
 * <p>A group whose answer is lost with the connection is sent again under its number, and Redis says how it ended, if it
 * did. Once its time is over Redis refuses it: so what was answered as not stored is never stored later, whatever lay on the
 * way. Only of a group that was sent, and whose outcome cannot be asked for within its time, nobody knows.
 *
 * <p>The deadline is by Redis' own clock, as it was when the connection was made: it must not be set forward or back by
 * seconds while a group is under way.
 *
 * <p>Threads: confined to the writer thread.
 */
final class CommitLane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommitLane.class);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration LEAST_BETWEEN_TRIES = Duration.ofMillis(200);

    private final RedisLink link;
    private final RedisLog log;
    private final RedisHealth health;
    private final CommitScript script;
    /** How long a group may take while nothing is known to be wrong. */
    private final long patienceNanos;

    private @Nullable RedisSession session;
    /** What its clock says, less {@code System.nanoTime()} in ms: by when it was made. */
    private long redisMillisAtZero;

    private long groups;
    private long triedAtNanos;
    private @Nullable JedisException lastFailure;

    CommitLane(RedisLink link, RedisLog log, RedisHealth health, CommitScript script, Duration timeout) {
        this.link = link;
        this.log = log;
        this.health = health;
        this.script = script;
        this.patienceNanos = timeout.multipliedBy(2).toNanos();
    }

    /**
     * Has a group applied.
     *
     * @param now the time of the commits, epoch milliseconds
     * @return how each ended, in their order
     * @throws BackendUnavailableException if it was not, or nobody knows; its message says which
     */
    List<CommitScript.Ending> commit(List<Commit> commits, long now) {
        CommitScript.Group group = new CommitScript.Group(++groups, commits, now);
        boolean wasWell = isWell();
        long deadlineNanos = System.nanoTime() + patienceNanos;
        boolean sent = false;
        while (true) {
            RedisSession open = sessionOrNull();
            if (open != null) {
                try {
                    sent = true;
                    CommitScript.Reply reply = script.run(open, group, redisMillis(deadlineNanos));
                    switch (reply.outcome()) {
                        case DONE -> {
                            learn(reply.endings(), open);
                            health.worked(RedisHealth.Way.WRITING);
                            return reply.endings();
                        }
                        case LOST ->
                            throw BackendUnavailableException.outcomeUnknown("Redis failed on the way", lastFailure);
                        case LATE ->
                            throw new BackendUnavailableException("Redis took too long, and nothing was stored");
                        // The group was not applied by this run, and an earlier one is asked for by the next.
                        case AGAIN -> drop();
                    }
                } catch (JedisDataException e) {
                    if (RedisRefusal.isForNow(e)) {
                        lost(e);
                    } else {
                        throw refused(e);
                    }
                } catch (JedisException e) {
                    lost(e);
                }
            }
            if (!wasWell && !sent || System.nanoTime() - deadlineNanos > 0) {
                throw gaveUp(sent);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /**
     * Does something else over the connection, once.
     *
     * @throws BackendUnavailableException if it could not be done
     */
    void apply(Consumer<RedisSession> action) {
        RedisSession open = sessionOrNull();
        if (open == null) {
            throw gaveUp(false);
        }
        try {
            action.accept(open);
            health.worked(RedisHealth.Way.WRITING);
        } catch (JedisDataException e) {
            throw refused(e);
        } catch (JedisException e) {
            lost(e);
            throw gaveUp(true);
        }
    }

    /** Does something over the connection that will be done again some other time, if it can be done now. */
    void whenThere(Consumer<RedisSession> action) {
        RedisSession open = sessionOrNull();
        if (open == null) {
            return;
        }
        try {
            action.accept(open);
            if (!isWell()) {
                // Who takes a hub that cannot write out of service sends it nothing by which it could find out. And
                // what
                // was done may be such as a Redis with a full memory does not refuse.
                script.tryWriting(open);
            }
            health.worked(RedisHealth.Way.WRITING);
        } catch (JedisDataException e) {
            if (RedisRefusal.isForNow(e)) {
                lost(e);
            } else {
                health.failed(RedisHealth.Way.WRITING, e);
            }
        } catch (JedisException e) {
            lost(e);
        }
    }

    /** Returns whether nothing is known to be wrong. */
    boolean isWell() {
        return health.isWell(RedisHealth.Way.WRITING);
    }

    /** The writer has ended by a failure of its own. */
    void ended(Throwable cause) {
        health.failed(RedisHealth.Way.WRITING, cause);
    }

    @Override
    public void close() {
        drop();
    }

    private void learn(List<CommitScript.Ending> endings, RedisSession open) {
        for (CommitScript.Ending ending : endings) {
            if (ending instanceof CommitScript.Failed failed) {
                LOG.atError().setCause(failed.cause()).log("Redis failed at a commit; a key may be of something else");
            } else if (ending instanceof CommitScript.Decided decided
                    && decided.result() instanceof CommitResult.Committed committed) {
                log.learn(committed.offset(), open.run());
            }
        }
    }

    /** Returns the connection, made anew if need be and it is not a moment ago that this was tried. */
    private @Nullable RedisSession sessionOrNull() {
        RedisSession open = session;
        if (open != null) {
            return open;
        }
        if (lastFailure != null && System.nanoTime() - triedAtNanos < LEAST_BETWEEN_TRIES.toNanos()) {
            return null;
        }
        RedisSession made = null;
        try {
            made = link.connect();
            RedisLog.State unused = log.open(made);
            List<String> time = made.jedis().time();
            redisMillisAtZero = Long.parseLong(time.get(0)) * 1_000
                    + Long.parseLong(time.get(1)) / 1_000
                    - TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
            session = made;
            lastFailure = null;
            return made;
        } catch (JedisException e) {
            if (made != null) {
                made.close();
            }
            failed(e);
            // When the attempt is over: one that hangs takes longer than what is to lie between two.
            triedAtNanos = System.nanoTime();
            return null;
        }
    }

    private long redisMillis(long atNanos) {
        return TimeUnit.NANOSECONDS.toMillis(atNanos) + redisMillisAtZero;
    }

    private BackendUnavailableException refused(JedisDataException e) {
        health.failed(RedisHealth.Way.WRITING, e);
        return new BackendUnavailableException("Redis refuses to store this: " + e.getMessage(), e);
    }

    private void lost(JedisException e) {
        failed(e);
        drop();
    }

    private void failed(JedisException e) {
        lastFailure = e;
        health.failed(RedisHealth.Way.WRITING, e);
    }

    private void drop() {
        RedisSession open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }

    private BackendUnavailableException gaveUp(boolean sent) {
        JedisException cause = lastFailure;
        return sent
                ? BackendUnavailableException.outcomeUnknown("Redis was lost on the way", cause)
                : new BackendUnavailableException("Redis cannot be reached, and nothing was stored", cause);
    }
}
