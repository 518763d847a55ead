package dev.maestro.server.broadcast;

import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.socketio.Socket;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Learns from the feed who may see what, so that nobody is sent an event that was committed after they lost the right.
 *
 * <p>Called on the feed's thread; must not block.
 */
public interface AccessWatch {
    /** Learns of an event that is not sent yet; returns what must be done with each socket first, if anything. */
    Optional<Consumer<Socket>> before(CommittedEvent event);

    /** Returns what must be done with each socket once the event is sent, if anything. */
    Optional<Consumer<Socket>> after(CommittedEvent event);

    /** Learns that events were lost: what is known of access may be wrong. */
    void lost();
}
