package dev.maestro.server.backend.feed;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener and how far it has come. All it costs while it lags is that place.
 *
 * <p>A listener whose place is of another epoch than the feed's is told of a gap when the feed has gone on to the next epoch
 * since it got there; else its place is of an epoch that this node has yet to learn of, and it waits.
 *
 * <p>Threads: {@link #step} is called by the feed thread, {@link #close} by anyone.
 */
final class FeedSubscription implements EventFeed.Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(FeedSubscription.class);

    private final FeedReader reader;
    private final EventFeed.Listener listener;
    private final Consumer<FeedSubscription> onClose;
    private final Thread feedThread;

    // Confined to the feed thread: the last event that was handed over or passed over; at first, where to begin.
    private Offset place;
    // Confined to the feed thread: whether it is known that the log reaches back to the place.
    private boolean begun;
    // Confined to the feed thread: the number of the feed's life in which the place was last right.
    private int life;
    // Confined to the feed thread: whether the last step failed, so that one failure is one line in the log.
    private boolean stuck;

    @GuardedBy("this")
    private boolean calling;

    @GuardedBy("this")
    private boolean closed;

    FeedSubscription(
            FeedReader reader,
            Offset after,
            EventFeed.Listener listener,
            Consumer<FeedSubscription> onClose,
            Thread feedThread) {
        this.reader = reader;
        this.place = after;
        this.listener = listener;
        this.onClose = onClose;
        this.feedThread = feedThread;
    }

    /** How a step ended. */
    enum Step {
        MOVED,
        AT_HEAD,
        STORE_FAILED
    }

    /** Hands over the next batch, or the news of a gap. */
    Step step() {
        try {
            Step step = begun ? goOn() : begin();
            stuck = false;
            return step;
        } catch (BackendUnavailableException e) {
            if (!stuck) {
                LOG.atWarn().setCause(e).addKeyValue("after", place).log("the feed cannot read on; it tries again");
            }
            stuck = true;
            return Step.STORE_FAILED;
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        onClose.accept(this);
        if (Thread.currentThread() != feedThread) {
            awaitEndOfCall();
        }
    }

    private Step begin() {
        int now = reader.life().number();
        Portion start = reader.begin(place);
        if (start.gap()) {
            tellGap(start.through());
        }
        life = now;
        begun = true;
        return Step.MOVED;
    }

    private Step goOn() {
        EventTail.Life now = reader.life();
        if (!now.holds(place)) {
            if (now.number() == life) {
                return Step.AT_HEAD;
            }
            tellGap(now.start());
            life = now.number();
            return Step.MOVED;
        }
        life = now.number();
        Portion next = reader.next(place);
        if (next.gap()) {
            tellGap(next.through());
            return Step.MOVED;
        }
        boolean moved = next.through().isAfter(place);
        if (!next.events().isEmpty() && !call(() -> listener.onEvents(next.events()))) {
            // The same events would fail it again, and the others wait: it goes on without them, and is told so.
            tellGap(next.through());
        }
        place = next.through();
        return moved ? Step.MOVED : Step.AT_HEAD;
    }

    private void tellGap(Offset resumesAfter) {
        var unused = call(() -> listener.onGap(resumesAfter));
        place = resumesAfter;
    }

    /** Returns whether the listener took the news, or has no use for it any more. */
    private boolean call(Runnable news) {
        synchronized (this) {
            if (closed) {
                return true;
            }
            calling = true;
        }
        try {
            news.run();
            return true;
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("after", place).setCause(e).log("a listener of the feed failed");
            return false;
        } finally {
            synchronized (this) {
                calling = false;
                notifyAll();
            }
        }
    }

    private synchronized void awaitEndOfCall() {
        boolean interrupted = false;
        while (calling) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
