package dev.maestro.server.socketio;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The broadcasts of one turn of an event loop, those in a row that go to the same rooms joined to one message.
 *
 * <p>A socket then costs one write and one buffer, however many events came in the turn.
 */
@EventLoopConfined
final class Deliveries {
    private static final int MAX_JOINED = 64;
    private static final int MAX_JOINED_BYTES = 64 * 1024;

    private final Map<String, LoopNamespace> namespaces;
    private final Map<String, LoopTemplate> templates;
    private final BroadcastCounts counts;
    private final List<EngineSession> toFlush;
    private final List<EncodedBroadcast> row = new ArrayList<>();
    private int rowBytes;
    private int reached;

    /**
     * Makes a turn.
     *
     * @param namespaces by name
     * @param templates by text
     * @param counts counts what each event comes to
     * @param toFlush gets the sessions that were written to
     */
    Deliveries(
            Map<String, LoopNamespace> namespaces,
            Map<String, LoopTemplate> templates,
            BroadcastCounts counts,
            List<EngineSession> toFlush) {
        this.namespaces = namespaces;
        this.templates = templates;
        this.counts = counts;
        this.toFlush = toFlush;
    }

    /** Takes a broadcast, and a reference of it, and carries it out now or with those that follow. */
    void add(EncodedBroadcast broadcast) {
        if (broadcast.ofTemplate()) {
            addToEach(broadcast);
            return;
        }
        @Nullable LoopNamespace namespace = namespaces.get(broadcast.namespace());
        if (namespace == null
                || !namespace.reachesAny(broadcast.rooms())
                        && (broadcast.emptied().isEmpty() || !namespace.reachesAny(broadcast.emptied()))) {
            broadcast.release();
            return;
        }
        if (broadcast.silent()) {
            carryOut();
            broadcast.emptied().forEach(namespace::empty);
            broadcast.release();
            return;
        }
        if (!row.isEmpty() && !joins(broadcast)) {
            carryOut();
        }
        row.add(broadcast);
        rowBytes += broadcast.message().sizeBytes();
    }

    private void addToEach(EncodedBroadcast broadcast) {
        try {
            @Nullable LoopTemplate template = templates.get(broadcast.namespace());
            if (template != null) {
                for (LoopNamespace namespace : template.concerned(broadcast.rooms(), broadcast.emptied())) {
                    add(broadcast.in(namespace.registered().name()));
                }
            }
        } finally {
            broadcast.release();
        }
    }

    /** Writes what waits to whom it concerns. */
    void carryOut() {
        if (row.isEmpty()) {
            return;
        }
        try {
            deliver();
        } finally {
            discard();
        }
    }

    /** Lets go of what waits. */
    void discard() {
        row.forEach(EncodedBroadcast::release);
        row.clear();
        rowBytes = 0;
    }

    private void deliver() {
        EncodedBroadcast first = row.get(0);
        LoopNamespace namespace = Objects.requireNonNull(namespaces.get(first.namespace()));
        reached = 0;
        if (row.size() == 1) {
            namespace.forEach(
                    first.rooms(),
                    first.except(),
                    socket -> note(socket, socket.broadcasts().deliver(first)));
        } else {
            Outgoing joined =
                    Outgoing.joined(row.stream().map(EncodedBroadcast::message).toList());
            try {
                namespace.forEach(
                        first.rooms(),
                        first.except(),
                        socket -> note(socket, socket.broadcasts().deliver(row, joined)));
            } finally {
                joined.release();
            }
        }
        for (EncodedBroadcast broadcast : row) {
            if (reached > 0) {
                counts.delivered(broadcast.event(), reached, broadcast.message().sizeBytes());
            }
            broadcast.emptied().forEach(namespace::empty);
        }
    }

    private void note(Socket socket, boolean toBeFlushed) {
        reached++;
        if (toBeFlushed) {
            toFlush.add(socket.session());
        }
    }

    private boolean joins(EncodedBroadcast next) {
        EncodedBroadcast last = row.get(row.size() - 1);
        return row.size() < MAX_JOINED
                && rowBytes + next.message().sizeBytes() <= MAX_JOINED_BYTES
                && last.emptied().isEmpty()
                && !last.message().compressed()
                && !next.message().compressed()
                && last.kind() == next.kind()
                && last.ofTheFeed() == next.ofTheFeed()
                && last.namespace().equals(next.namespace())
                && last.rooms().equals(next.rooms())
                && last.except().equals(next.except());
    }
}
