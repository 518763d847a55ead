package dev.maestro.server.backend.feed;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feed within this process: one thread that takes every listener on from its own place, a batch at a time.
 *
 * <p>A listener that is slow delays the others but loses nothing: what it missed meanwhile is in the store.
 *
 * <p>Whoever follows the log hands it what comes ({@link #publish}, {@link #advance}, {@link #restart}, {@link #trimmed}), one
 * thread at a time and in the order of the log.
 *
 * <p>Life-cycle: started, then closed. Closing hands over what is committed, and waits for that only so long.
 */
public final class InProcessFeed implements EventFeed, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InProcessFeed.class);

    private static final long RETRY_MS = 200;
    private static final long MAX_CLOSE_MS = 5_000;

    private final EventTail tail;
    private final FeedReader reader;
    private final CopyOnWriteArrayList<FeedSubscription> subscriptions = new CopyOnWriteArrayList<>();
    private final Thread thread;

    private final Object bell = new Object();

    // Whether something changed since the feed thread last looked.
    @GuardedBy("bell")
    private boolean rung;

    // Set once, by close.
    private volatile boolean closed;

    /**
     * Makes a feed; nobody is called before {@link #start}.
     *
     * @param thread what its thread is called
     * @param head the last event of the log, after which events will be published
     * @param trimmed the last event that the log has removed
     * @param log where to read what memory does not hold
     */
    public InProcessFeed(String thread, Offset head, long trimmed, StoredLog log, Writers writers) {
        this.tail = new EventTail(head, trimmed);
        this.reader = new FeedReader(tail, log, writers);
        this.thread = new Thread(this::run, thread);
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Learns that the log is about to hold more than was published, until {@link #stored}. */
    public void storing() {
        reader.storeIsAhead(true);
    }

    /** Takes what was being stored, as {@link #publish(List)} does. Without it, as storing failed, the store is asked until the next. */
    public void stored(List<CommittedEvent> events) {
        publish(events);
        reader.storeIsAhead(false);
    }

    /** Takes the events that follow on the head: what is in the store for good. */
    public void publish(List<CommittedEvent> events) {
        if (!events.isEmpty()) {
            publish(events, events.get(events.size() - 1).offset().sequence());
        }
    }

    /**
     * Takes the events that follow on the head.
     *
     * @param events in order; numbers they leave out are passed over
     * @param through how far they reach, if what follows on the last was passed over too
     */
    public void publish(List<CommittedEvent> events, long through) {
        tail.append(events, through);
        ring();
    }

    /** Learns that the log goes on to {@code head}, without being handed the events: the store says whether they are there. */
    public void advance(long head) {
        tail.advance(head);
        ring();
    }

    /** Learns that another epoch has begun: every listener is told of a gap, and goes on after {@code start}. */
    public void restart(Offset start) {
        tail.restart(start);
        ring();
    }

    /** Learns that the log holds nothing up to and with an event any more. */
    public void trimmed(Offset last) {
        tail.trimmed(last);
    }

    @Override
    public Offset head() {
        return tail.head();
    }

    @Override
    public Subscription subscribe(Offset after, Listener listener) {
        requireOpen();
        FeedSubscription subscription = new FeedSubscription(reader, after, listener, subscriptions::remove, thread);
        subscriptions.add(subscription);
        ring();
        return subscription;
    }

    @Override
    public Stretch read(Offset after, int limit) {
        requireOpen();
        return reader.read(after, limit);
    }

    @Override
    public Stretch readTold(Offset after, int limit) {
        requireOpen();
        return reader.readTold(after, limit);
    }

    @Override
    public void close() {
        closed = true;
        ring();
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(MAX_CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.atWarn().log("a listener of the feed did not end in time and is left behind");
        }
        subscriptions.clear();
    }

    private void run() {
        try {
            boolean last = false;
            while (!last) {
                // Read before the round, so that the round after closing still hands over everything.
                boolean closing = closed;
                boolean moved = false;
                boolean failed = false;
                for (FeedSubscription subscription : subscriptions) {
                    FeedSubscription.Step step = step(subscription);
                    moved |= step == FeedSubscription.Step.MOVED;
                    failed |= step == FeedSubscription.Step.STORE_FAILED;
                }
                last = closing && !moved;
                if (!moved && !closing) {
                    awaitRing(failed ? RETRY_MS : 0);
                }
            }
        } catch (InterruptedException e) {
            LOG.atWarn().log("the feed was interrupted and ends");
        }
    }

    /** A step that fails in a way of our own must not end the news for everybody; it is tried again. */
    private static FeedSubscription.Step step(FeedSubscription subscription) {
        try {
            return subscription.step();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("a step of the feed failed");
            return FeedSubscription.Step.STORE_FAILED;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new BackendUnavailableException("the store is closed");
        }
    }

    private void ring() {
        synchronized (bell) {
            rung = true;
            bell.notifyAll();
        }
    }

    /** Waits until something changed; with a time over 0, at most so long. */
    private void awaitRing(long maxMs) throws InterruptedException {
        synchronized (bell) {
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(maxMs);
            long leftMs = maxMs;
            while (!rung && (maxMs == 0 || leftMs > 0)) {
                bell.wait(leftMs);
                leftMs = maxMs == 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
            rung = false;
        }
    }
}
