package dev.maestro.server.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Says what waits to be said, in order: one thread, {@code redis-live-out}, with a connection of its own.
 *
 * <p>It sends what waits, up to {@value #BATCH_BYTES} bytes at a time, and waits for Redis to have taken it; meanwhile the
 * next gathers by itself. At most {@value #MAX_WAITING} messages and {@value #MAX_WAITING_BYTES} bytes wait; what comes
 * then is dropped. When the connection breaks, what waits goes with it, and nothing is taken until it is back.
 *
 * <p>Life-cycle: started, then closed; what waits then is said, if that takes no longer than an answer may.
 */
final class LivePublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LivePublisher.class);

    private static final int MAX_WAITING = 50_000;
    private static final long MAX_WAITING_BYTES = 32L << 20;
    private static final long BATCH_BYTES = 1 << 20;
    private static final int BATCH_MESSAGES = 1_000;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final RedisLink link;
    private final LiveHealth health;
    private final Duration timeout;
    private final Thread thread;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final ArrayDeque<Message> waiting = new ArrayDeque<>();

    @GuardedBy("lock")
    private long waitingBytes;

    /** The connection while it is there. */
    @GuardedBy("lock")
    private @Nullable RedisSession connection;

    /** Whether it was lost, or could not be made. */
    @GuardedBy("lock")
    private boolean away;

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private long dropped;

    LivePublisher(RedisLink link, LiveHealth health, Duration timeout) {
        this.link = link;
        this.health = health;
        this.timeout = timeout;
        this.thread = new Thread(this::run, "redis-live-out");
        this.thread.setDaemon(true);
    }

    private record Message(byte[] channel, byte[] bytes) {}

    void start() {
        thread.start();
    }

    boolean publish(String channel, byte[] message) {
        Message taken = new Message(channel.getBytes(UTF_8), message.clone());
        synchronized (lock) {
            if (closed) {
                return false;
            }
            if (away || waiting.size() >= MAX_WAITING || waitingBytes + message.length > MAX_WAITING_BYTES) {
                dropped++;
                return false;
            }
            waiting.addLast(taken);
            waitingBytes += message.length;
            lock.notifyAll();
            return true;
        }
    }

    long dropped() {
        synchronized (lock) {
            return dropped;
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        if (!LiveThreads.hasEnded(thread, timeout)) {
            LiveThreads.end(thread, connectionToClose());
        }
    }

    private @Nullable RedisSession connectionToClose() {
        synchronized (lock) {
            waiting.clear();
            waitingBytes = 0;
            return connection;
        }
    }

    private void run() {
        try {
            while (!isClosed()) {
                try (RedisSession session = link.connect()) {
                    connected(session);
                    say(session);
                } catch (RuntimeException e) {
                    lost(e);
                    pause();
                }
            }
        } catch (InterruptedException e) {
            LOG.atWarn().log("what says things to other nodes was interrupted and ends");
        }
    }

    private void say(RedisSession session) throws InterruptedException {
        while (true) {
            List<Message> batch = take();
            if (batch.isEmpty()) {
                if (isClosed()) {
                    return;
                }
                // So that a connection that died is noticed before somebody has something to say.
                String unused = session.jedis().ping();
                continue;
            }
            try (Pipeline pipeline = session.jedis().pipelined()) {
                batch.forEach(message -> pipeline.publish(message.channel(), message.bytes()));
                List<Object> answers = pipeline.syncAndReturnAll();
                answers.forEach(LivePublisher::requireTaken);
            } catch (JedisException e) {
                synchronized (lock) {
                    dropped += batch.size();
                }
                throw e;
            }
        }
    }

    // Jedis hands out as an answer what it throws elsewhere.
    private static void requireTaken(Object answer) {
        if (answer instanceof JedisException refused) {
            throw refused;
        }
    }

    /** Returns what comes next; nothing when nothing came for a while, or the end. */
    private List<Message> take() throws InterruptedException {
        synchronized (lock) {
            long deadline = System.nanoTime() + timeout.toNanos();
            long leftMs = timeout.toMillis();
            while (waiting.isEmpty() && !closed && leftMs > 0) {
                lock.wait(leftMs);
                leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
            List<Message> batch = new ArrayList<>();
            long bytes = 0;
            while (!waiting.isEmpty() && bytes < BATCH_BYTES && batch.size() < BATCH_MESSAGES) {
                Message next = waiting.removeFirst();
                batch.add(next);
                bytes += next.bytes().length;
            }
            waitingBytes -= bytes;
            return batch;
        }
    }

    private void connected(RedisSession session) {
        synchronized (lock) {
            connection = session;
            away = false;
        }
        health.worked(LiveHealth.Side.SAYING);
    }

    private void lost(RuntimeException cause) {
        synchronized (lock) {
            connection = null;
            if (closed) {
                return;
            }
            away = true;
            dropped += waiting.size();
            waiting.clear();
            waitingBytes = 0;
        }
        health.failed(LiveHealth.Side.SAYING, cause);
    }

    private void pause() throws InterruptedException {
        synchronized (lock) {
            if (!closed) {
                lock.wait(PAUSE.toMillis());
            }
        }
    }

    private boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }
}
