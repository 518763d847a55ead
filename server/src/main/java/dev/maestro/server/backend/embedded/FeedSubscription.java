package dev.maestro.server.backend.embedded;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener and how far it has come. All it costs while it lags is that number.
 *
 * <p>Threads: {@link #step} is called by the feed thread, {@link #close} by anyone.
 */
final class FeedSubscription implements EventFeed.Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(FeedSubscription.class);

    private final FeedReader reader;
    private final EventFeed.Listener listener;
    private final Consumer<FeedSubscription> onClose;
    private final Thread feedThread;

    // Confined to the feed thread: where to begin, until it is known whether the log reaches back there.
    private @Nullable Offset requested;
    // Confined to the feed thread: the sequence of the last event that was handed over.
    private long position;
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
        this.requested = after;
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
            Step step = requested == null ? goOn() : begin(requested);
            stuck = false;
            return step;
        } catch (BackendUnavailableException e) {
            if (!stuck) {
                LOG.atWarn().setCause(e).addKeyValue("after", position).log("the feed cannot read on; it tries again");
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

    private Step begin(Offset after) {
        Optional<Offset> gap = reader.gapAfter(after);
        if (gap.isPresent()) {
            tellGap(gap.get());
        } else {
            position = after.sequence();
        }
        requested = null;
        return Step.MOVED;
    }

    private Step goOn() {
        FeedReader.Next next = reader.next(position);
        if (next.gap().isPresent()) {
            tellGap(next.gap().get());
            return Step.MOVED;
        }
        if (next.events().isEmpty()) {
            return Step.AT_HEAD;
        }
        call(() -> listener.onEvents(next.events()));
        position = next.events().get(next.events().size() - 1).offset().sequence();
        return Step.MOVED;
    }

    private void tellGap(Offset resumesAfter) {
        call(() -> listener.onGap(resumesAfter));
        position = resumesAfter.sequence();
    }

    private void call(Runnable news) {
        synchronized (this) {
            if (closed) {
                return;
            }
            calling = true;
        }
        try {
            news.run();
        } catch (RuntimeException e) {
            // Its place moves on: the same news would fail it again, and the others wait.
            LOG.atError().setCause(e).log("a listener of the feed failed");
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
