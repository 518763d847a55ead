package dev.maestro.server.backend.embedded;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.backend.LiveChannel;
import dev.maestro.server.backend.SharedLimits;
import dev.maestro.server.backend.live.Ear;
import dev.maestro.server.backend.live.Ears;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live channel within this process: one thread, {@code store-live}, that hands over what waits, in order.
 *
 * <p>At most {@value #MAX_WAITING} messages and {@value #MAX_WAITING_BYTES} bytes of them wait; what comes then is
 * dropped. So a listener that is slow delays the others, and in the end costs all of them messages.
 *
 * <p>Life-cycle: started, then closed; what waits then is not handed over.
 */
final class EmbeddedLive implements LiveChannel, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedLive.class);

    private static final int MAX_WAITING = 50_000;
    private static final long MAX_WAITING_BYTES = 64L << 20;
    private static final long MAX_CLOSE_MS = 5_000;

    private final Ears ears = new Ears();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final ArrayDeque<Message> waiting = new ArrayDeque<>();

    @GuardedBy("lock")
    private long waitingBytes;

    @GuardedBy("lock")
    private boolean closed;

    EmbeddedLive() {
        this.thread = new Thread(this::run, "store-live");
        this.thread.setDaemon(true);
    }

    private record Message(Ear ear, byte[] bytes) {}

    void start() {
        thread.start();
    }

    @Override
    public boolean publish(String topic, byte[] message) {
        SharedLimits.checkMessage(topic, message);
        List<Ear> listening = ears.of(topic);
        long bytes = (long) message.length * listening.size();
        synchronized (lock) {
            if (closed) {
                return false;
            }
            // A message that is larger than the bound alone goes when nothing waits: many may listen.
            boolean full = waiting.size() + listening.size() > MAX_WAITING || waitingBytes + bytes > MAX_WAITING_BYTES;
            if (full && !waiting.isEmpty()) {
                dropped.incrementAndGet();
                return false;
            }
            for (Ear ear : listening) {
                waiting.addLast(new Message(ear, message.clone()));
            }
            waitingBytes += bytes;
            lock.notifyAll();
            return true;
        }
    }

    @Override
    public Subscription subscribe(String topic, Listener listener) {
        SharedLimits.checkTopic(topic);
        return ears.add(topic, listener, unheard -> {});
    }

    /** Returns how many messages were dropped because too many waited. */
    long dropped() {
        return dropped.get();
    }

    /** Hands over nothing more once it has returned, unless it is a listener that closes, or one that does not end. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            waiting.clear();
            waitingBytes = 0;
            lock.notifyAll();
        }
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(MAX_CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.atWarn().log("a listener of the live channel did not end in time and is left behind");
        }
    }

    private void run() {
        try {
            for (Message next = take(); next != null; next = take()) {
                next.ear().hear(next.bytes());
            }
        } catch (InterruptedException e) {
            LOG.atWarn().log("the live channel was interrupted and ends");
        }
    }

    private @Nullable Message take() throws InterruptedException {
        synchronized (lock) {
            while (waiting.isEmpty() && !closed) {
                lock.wait();
            }
            Message next = waiting.pollFirst();
            waitingBytes -= next == null ? 0 : next.bytes().length;
            return next;
        }
    }
}
