package dev.maestro.server.broadcast;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.rawsocket.RawMessage;
import dev.maestro.server.socketio.Broadcast;
import dev.maestro.server.socketio.Position;
import dev.maestro.server.socketio.Socket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one listener of the feed: hands every batch of events, rendered, to the sockets.
 *
 * <p>Order: what is handed on keeps the order of the feed.
 *
 * <p>Threads: the feed's methods are confined to the feed's thread; {@link #whenDispatched} is thread-safe.
 */
public final class Broadcaster implements EventFeed.Listener {
    private static final Logger log = LoggerFactory.getLogger(Broadcaster.class);

    private final Dialects dialects;
    private final AccessWatch access;
    private final Outlets outlets;

    private final Object lock = new Object();

    // Moved on under the lock.
    private final Reach reach;

    @GuardedBy("lock")
    private final PriorityQueue<Waiting> waiting =
            new PriorityQueue<>(Comparator.comparingLong(entry -> entry.offset().sequence()));

    /**
     * An action that waits for the feed.
     *
     * @param offset how far the feed must have come
     * @param action what to do then
     */
    private record Waiting(Offset offset, Runnable action) {}

    /**
     * Makes a listener.
     *
     * @param reach the offset it will be subscribed after, and from then on how far it has come
     * @param access learns of each event before it is sent
     */
    public Broadcaster(Reach reach, Dialects dialects, AccessWatch access, Outlets outlets) {
        this.reach = reach;
        this.dialects = dialects;
        this.access = access;
        this.outlets = outlets;
    }

    @Override
    public void onEvents(List<CommittedEvent> events) {
        Batch batch = new Batch(reach.offset());
        for (CommittedEvent event : events) {
            learned(event, access::before).ifPresent(batch::visit);
            batch.add(event);
            learned(event, access::after).ifPresent(batch::visit);
        }
        batch.handOn();
        batch.failed.forEach(this::resync);
        advanceTo(batch.reached);
    }

    /** What cannot be learned of one event must not keep it, and those that follow, from everybody. */
    private Optional<Consumer<Socket>> learned(
            CommittedEvent event, Function<CommittedEvent, Optional<Consumer<Socket>>> lesson) {
        try {
            return lesson.apply(event);
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("event", event.name().wire())
                    .addKeyValue("offset", event.offset().text())
                    .setCause(e)
                    .log("it cannot be told who may see what after an event; that is read anew");
            access.lost();
            return Optional.empty();
        }
    }

    private void resync(Dialect failed) {
        outlets.resync().accept(failed.addresses());
        if (failed.onRawSockets()) {
            outlets.resyncRawSockets().run();
        }
    }

    /** What is rendered of a batch and not yet handed on. Threads: confined to one call. */
    private final class Batch {
        private final List<Broadcast> broadcasts = new ArrayList<>();
        private final List<RawMessage> rawMessages = new ArrayList<>();
        private Offset reached;
        /** Those whose clients miss an event. */
        private final Set<Dialect> failed = new LinkedHashSet<>();

        Batch(Offset reached) {
            this.reached = reached;
        }

        void add(CommittedEvent event) {
            Dialects.Rendering rendering = dialects.render(event);
            Deliveries deliveries = rendering.deliveries();
            failed.addAll(rendering.failed());
            broadcasts.addAll(deliveries.broadcasts());
            rawMessages.addAll(deliveries.rawMessages());
            reached = event.offset();
        }

        void visit(Consumer<Socket> visitor) {
            handOn();
            outlets.visits().accept(visitor);
        }

        void handOn() {
            outlets.sockets().accept(List.copyOf(broadcasts), position(reached));
            outlets.rawSockets().accept(List.copyOf(rawMessages));
            broadcasts.clear();
            rawMessages.clear();
        }
    }

    @Override
    public void onGap(Offset resumesAfter) {
        log.atWarn()
                .addKeyValue("resumesAfter", resumesAfter.text())
                .log("events were lost before they were sent; all clients are told to start afresh");
        access.lost();
        outlets.resyncEverybody().run();
        // The sequences of another epoch cannot be compared with those before.
        outlets.sockets().accept(List.of(), position(resumesAfter));
        advanceTo(resumesAfter);
    }

    /**
     * Runs an action when everything up to an offset has been handed to the sockets: at once on this thread if it
     * already has, else on the feed's thread. The action must be short.
     */
    public void whenDispatched(Offset offset, Runnable action) {
        synchronized (lock) {
            Offset dispatched = reach.offset();
            if (dispatched.epoch().equals(offset.epoch()) && offset.isAfter(dispatched)) {
                waiting.add(new Waiting(offset, action));
                return;
            }
        }
        action.run();
    }

    private static Position position(Offset offset) {
        return new Position(offset.text(), offset.sequence());
    }

    private void advanceTo(Offset offset) {
        List<Runnable> due = new ArrayList<>();
        synchronized (lock) {
            reach.moveTo(offset);
            while (!waiting.isEmpty() && isDue(waiting.element(), offset)) {
                due.add(waiting.remove().action());
            }
        }
        due.forEach(Runnable::run);
    }

    /** What waits for another epoch's offset waits for something that will not come. */
    private static boolean isDue(Waiting entry, Offset reached) {
        return !entry.offset().epoch().equals(reached.epoch())
                || !entry.offset().isAfter(reached);
    }
}
