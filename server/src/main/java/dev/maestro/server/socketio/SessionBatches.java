package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;
import java.util.Collection;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/**
 * The sessions that are here when a hub begins to stop, ended a batch at a time but for those that stay to the last.
 *
 * <p>Threads: {@link #end} is called by one thread; {@link #left} by any.
 */
public final class SessionBatches {
    private final Iterator<EngineSession> next;
    private final Predicate<Socket> stays;
    private final IntSupplier links;
    private final Predicate<EngineSession> isOpen;
    private final Set<EngineSession> staying = ConcurrentHashMap.newKeySet();

    SessionBatches(
            Collection<EngineSession> here,
            Predicate<Socket> stays,
            IntSupplier links,
            Predicate<EngineSession> isOpen) {
        this.next = here.iterator();
        this.stays = stays;
        this.links = links;
        this.isOpen = isOpen;
    }

    /** Looks at so many more, and ends those that do not stay as {@link Engine#close} does. Does not wait for them. */
    public void end(int most) {
        for (int i = 0; i < most && next.hasNext(); i++) {
            EngineSession session = next.next();
            session.run(() -> look(session));
        }
    }

    private void look(EngineSession session) {
        if (session.has(stays)) {
            staying.add(session);
        } else {
            session.closeAfterFlush(DisconnectReason.SERVER_SHUTDOWN);
        }
    }

    /** Returns how many clients are here but for those found to stay. */
    public int left() {
        return links.getAsInt() - (int) staying.stream().filter(isOpen).count();
    }
}
