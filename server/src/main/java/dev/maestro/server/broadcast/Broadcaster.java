package dev.maestro.server.broadcast;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.rawsocket.RawMessage;
import dev.maestro.server.socketio.Broadcast;
import dev.maestro.server.socketio.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
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
    private final BiConsumer<List<Broadcast>, Position> sockets;
    private final Consumer<List<RawMessage>> rawSockets;
    private final Runnable resyncEverybody;

    private final Object lock = new Object();

    @GuardedBy("lock")
    private Offset dispatched;

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
     * @param start the offset it will be subscribed after
     * @param sockets takes what goes to Socket.IO rooms, and how far the feed has come with it
     * @param rawSockets takes what goes to plain WebSockets
     * @param resyncEverybody makes all clients read anew what they hold
     */
    public Broadcaster(
            Offset start,
            Dialects dialects,
            BiConsumer<List<Broadcast>, Position> sockets,
            Consumer<List<RawMessage>> rawSockets,
            Runnable resyncEverybody) {
        this.dispatched = start;
        this.dialects = dialects;
        this.sockets = sockets;
        this.rawSockets = rawSockets;
        this.resyncEverybody = resyncEverybody;
    }

    @Override
    public void onEvents(List<CommittedEvent> events) {
        List<Broadcast> broadcasts = new ArrayList<>();
        List<RawMessage> rawMessages = new ArrayList<>();
        for (CommittedEvent event : events) {
            Deliveries deliveries = dialects.render(event);
            broadcasts.addAll(deliveries.broadcasts());
            rawMessages.addAll(deliveries.rawMessages());
        }
        Offset reached = events.get(events.size() - 1).offset();
        sockets.accept(broadcasts, position(reached));
        rawSockets.accept(rawMessages);
        advanceTo(reached);
    }

    @Override
    public void onGap(Offset resumesAfter) {
        log.atWarn()
                .addKeyValue("resumesAfter", resumesAfter.text())
                .log("events were lost before they were sent; all clients are told to start afresh");
        resyncEverybody.run();
        // The sequences of another epoch cannot be compared with those before.
        sockets.accept(List.of(), position(resumesAfter));
        advanceTo(resumesAfter);
    }

    /**
     * Runs an action when everything up to an offset has been handed to the sockets: at once on this thread if it
     * already has, else on the feed's thread. The action must be short.
     */
    public void whenDispatched(Offset offset, Runnable action) {
        synchronized (lock) {
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
            dispatched = offset;
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
