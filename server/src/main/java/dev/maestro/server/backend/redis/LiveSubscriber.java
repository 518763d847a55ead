package dev.maestro.server.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.backend.LiveChannel;
import dev.maestro.server.backend.live.Ear;
import dev.maestro.server.backend.live.Ears;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Hears what is said: one thread, {@code redis-live}, reads a connection of its own and calls the listeners.
 *
 * <p>Every half of the timeout Redis is asked whether it is there ({@code redis-live-pulse}); a connection that hears
 * nothing for the timeout is given up. On a new one all topics are asked for again, and the listeners of each learn of the
 * loss when Redis has agreed to it, so that nothing is missed after that.
 *
 * <p>Commands and their answers come in one order: what waits for an answer stands in a queue.
 *
 * <p>Life-cycle: started, then closed.
 */
final class LiveSubscriber implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveSubscriber.class);

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final long LONGEST_WAIT_MS = 5_000;

    private final RedisLink link;
    /** What the names of channels begin with. */
    private final String prefix;

    private final LiveHealth health;
    private final Duration timeout;
    private final Ears ears = new Ears();
    private final Thread thread;
    private final ScheduledExecutorService pulse;
    private final CountDownLatch triedOnce = new CountDownLatch(1);
    // Held while a few bytes are sent, so that the order of commands is that of the queue.
    private final Object lock = new Object();

    /** The connection while it is there. */
    @GuardedBy("lock")
    private @Nullable LiveConnection connection;

    /** The topics asked for and not answered, in order. */
    @GuardedBy("lock")
    private final ArrayDeque<Asked> asked = new ArrayDeque<>();

    @GuardedBy("lock")
    private boolean closed;

    LiveSubscriber(RedisLink link, String prefix, LiveHealth health, Duration timeout) {
        this.link = link;
        this.prefix = prefix;
        this.health = health;
        this.timeout = timeout;
        this.thread = new Thread(this::run, "redis-live");
        this.thread.setDaemon(true);
        this.pulse = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "redis-live-pulse");
            made.setDaemon(true);
            return made;
        });
    }

    /**
     * A topic asked for.
     *
     * @param afterLoss whether its listeners are to learn that they may have missed something
     */
    private record Asked(boolean afterLoss, CountDownLatch answered) {}

    void start() {
        thread.start();
        long every = Math.max(1, timeout.toMillis() / 2);
        var unused = pulse.scheduleWithFixedDelay(this::ping, every, every, TimeUnit.MILLISECONDS);
    }

    LiveChannel.Subscription subscribe(String topic, LiveChannel.Listener listener) {
        awaitBriefly(triedOnce);
        Asked question = new Asked(false, new CountDownLatch(1));
        Ear ear;
        synchronized (lock) {
            ear = ears.add(topic, listener, this::unheard);
            LiveConnection open = connection;
            if (open == null || closed) {
                // When there is one it asks for all.
                return ear;
            }
            asked.addLast(question);
            open.send(LiveConnection.Command.SUBSCRIBE, List.of(channel(topic)));
        }
        // Called by a listener it would wait for itself.
        if (Thread.currentThread() != thread) {
            awaitBriefly(question.answered());
        }
        return ear;
    }

    @Override
    public void close() {
        pulse.shutdownNow();
        LiveConnection open;
        synchronized (lock) {
            closed = true;
            open = connection;
            connection = null;
            lock.notifyAll();
        }
        LiveThreads.end(thread, open);
    }

    private void run() {
        try {
            while (!isClosed()) {
                try (LiveConnection open = new LiveConnection(link.connect(timeout))) {
                    begin(open);
                    triedOnce.countDown();
                    while (true) {
                        take(open.read());
                    }
                } catch (RuntimeException e) {
                    lost(e);
                }
                triedOnce.countDown();
                pause();
            }
        } catch (InterruptedException e) {
            LOG.atWarn().log("what hears other nodes was interrupted and ends");
        }
    }

    private void begin(LiveConnection open) {
        synchronized (lock) {
            if (closed) {
                throw new JedisException("closed");
            }
            connection = open;
            List<byte[]> channels = new ArrayList<>();
            for (String topic : ears.topics()) {
                channels.add(channel(topic));
                asked.addLast(new Asked(true, new CountDownLatch(1)));
            }
            if (!channels.isEmpty()) {
                open.send(LiveConnection.Command.SUBSCRIBE, channels);
            }
        }
        health.worked(LiveHealth.Side.HEARING);
    }

    private void take(LiveConnection.News news) {
        switch (news.type()) {
            case MESSAGE -> hear(topic(news.channel()), news.message());
            case SUBSCRIBED -> subscribed(topic(news.channel()));
            case OTHER -> {}
        }
    }

    private void hear(String topic, byte[] message) {
        List<Ear> listening = ears.of(topic);
        int last = listening.size() - 1;
        for (int i = 0; i <= last; i++) {
            // Each has an array of its own, and may change it.
            listening.get(i).hear(i == last ? message : message.clone());
        }
    }

    private void subscribed(String topic) {
        Asked answered;
        synchronized (lock) {
            answered = asked.removeFirst();
        }
        if (answered.afterLoss()) {
            ears.of(topic).forEach(Ear::lose);
        }
        answered.answered().countDown();
    }

    /** Nobody listens to a topic any more, unless somebody has come meanwhile. */
    private void unheard(String topic) {
        synchronized (lock) {
            LiveConnection open = connection;
            if (open != null && ears.of(topic).isEmpty()) {
                open.send(LiveConnection.Command.UNSUBSCRIBE, List.of(channel(topic)));
            }
        }
    }

    private void ping() {
        synchronized (lock) {
            LiveConnection open = connection;
            if (open != null) {
                open.send(LiveConnection.Command.PING, List.of());
            }
        }
    }

    private void lost(RuntimeException cause) {
        synchronized (lock) {
            connection = null;
            // Who waits need not: all topics are asked for again.
            asked.forEach(each -> each.answered().countDown());
            asked.clear();
            if (closed) {
                return;
            }
        }
        health.failed(LiveHealth.Side.HEARING, cause);
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

    private void awaitBriefly(CountDownLatch latch) {
        try {
            boolean unused = latch.await(Math.min(LONGEST_WAIT_MS, 2 * timeout.toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] channel(String topic) {
        return (prefix + topic).getBytes(UTF_8);
    }

    private String topic(byte[] channel) {
        return new String(channel, UTF_8).substring(prefix.length());
    }
}
