package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of an engine session: takes messages for whatever transport carries it, within {@link SendPolicy}.
 *
 * <p>States: open → shut, by an overflow or with the session; then nothing is taken any more.
 */
@EventLoopConfined
final class Outlet {
    private final EngineSession session;
    private final SessionLoop home;
    private volatile Transport transport;
    // Null while nobody waits.
    private @Nullable List<Runnable> whenDrained;
    private boolean flushPlanned;
    private boolean written;
    private boolean shut;

    Outlet(EngineSession session, SessionLoop home, Transport transport) {
        this.session = session;
        this.home = home;
        this.transport = transport;
    }

    /** Returns what carries the session at the moment; may be asked from any thread. */
    Transport transport() {
        return transport;
    }

    /** Sends over another transport from now on, which has what waited for the one before. */
    void switchTo(Transport next) {
        transport = next;
        transport.flush();
        drained();
    }

    /** Sends a control message at once, whatever waits. */
    void sendNow(Outgoing message) {
        transport.send(message, MessageClass.CONTROL);
        transport.flush();
    }

    /** Takes a message and plans a flush at the end of this turn of the loop. */
    SendResult send(Outgoing message, MessageClass kind) {
        SendResult result = write(message, kind);
        if (result == SendResult.SENT && !flushPlanned) {
            flushPlanned = true;
            home.flushLater(this);
        }
        return result;
    }

    /** Takes a message for the next flush; shuts if it may neither be taken nor dropped. */
    SendResult write(Outgoing message, MessageClass kind) {
        if (shut) {
            message.release();
            return SendResult.CLOSED;
        }
        SendResult result = home.policy().send(transport, message, kind);
        if (result == SendResult.CLOSED) {
            overflow();
        }
        return result;
    }

    /** Notes that something was written; returns whether it is the first since the last {@link #flushWritten}. */
    boolean markWritten() {
        boolean first = !written;
        written = true;
        return first;
    }

    /** Sends what was written. */
    void flushWritten() {
        written = false;
        transport.flush();
    }

    /** Sends what was sent this turn. */
    void flushPlanned() {
        flushPlanned = false;
        transport.flush();
    }

    /** The transport failed in a way of our own. */
    void broken() {
        shut = true;
        session.close(DisconnectReason.TRANSPORT_ERROR);
    }

    /** Returns whether the client keeps up. */
    boolean writable() {
        return !shut && transport.writable();
    }

    /** Runs once when the client has caught up: now, if it has; never, if this is shut first. */
    void whenDrained(Runnable action) {
        if (writable()) {
            action.run();
        } else if (!shut) {
            whenDrained = whenDrained == null ? new ArrayList<>(1) : whenDrained;
            whenDrained.add(action);
        }
    }

    /** The transport may have caught up. */
    void drained() {
        if (whenDrained != null && writable()) {
            // Later: this is called from within writes.
            home.loop().execute(this::runDrained);
        }
    }

    /** Returns whether what waits, with so many bytes held back elsewhere, is over the high-water mark. */
    boolean overMark(long heldBytes) {
        return home.policy().overMark(transport, heldBytes);
    }

    /** Shuts, and closes the session as a slow consumer once whoever iterates over sockets now is done. */
    void overflow() {
        if (!shut) {
            shut();
            home.loop().execute(() -> session.close(DisconnectReason.SLOW_CONSUMER));
        }
    }

    /** Takes nothing more; what was taken stays the transport's. */
    void shut() {
        shut = true;
        whenDrained = null;
    }

    private void runDrained() {
        List<Runnable> actions = whenDrained;
        if (actions != null && writable()) {
            whenDrained = null;
            // One that fills the connection again makes the others wait again.
            actions.forEach(this::whenDrained);
        }
    }
}
