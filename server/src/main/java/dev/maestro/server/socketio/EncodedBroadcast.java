package dev.maestro.server.socketio;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.protocol.socketio.SocketPacketEncoder;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A broadcast as it goes to every event loop; encoded once, by the first that has somebody to send it to.
 *
 * <p>Reference-counted: made with one reference; each loop has one of its own.
 *
 * <p>Threads: thread-safe.
 */
final class EncodedBroadcast {
    private final Broadcast broadcast;
    private final @Nullable Deflation deflation;

    @GuardedBy("this")
    private int references = 1;

    @GuardedBy("this")
    private @Nullable Outgoing message;

    /** Makes it with one reference; {@code deflation} is null when no client takes messages compressed. */
    EncodedBroadcast(Broadcast broadcast, @Nullable Deflation deflation) {
        this.broadcast = broadcast;
        this.deflation = deflation;
    }

    String namespace() {
        return broadcast.namespace();
    }

    Set<String> rooms() {
        return broadcast.rooms();
    }

    Set<String> emptied() {
        return broadcast.emptied();
    }

    long sequence() {
        return broadcast.sequence();
    }

    MessageClass kind() {
        return broadcast.droppable() ? MessageClass.VOLATILE : MessageClass.EVENT;
    }

    boolean ofTheFeed() {
        return broadcast.sequence() != Broadcast.NOT_OF_THE_FEED;
    }

    /** Returns the message; whoever keeps it longer than a reference of this retains it. */
    synchronized Outgoing message() {
        Outgoing encoded = message;
        if (encoded == null) {
            encoded = Outgoing.packet(
                    SocketPacketEncoder.event(broadcast.namespace(), null, broadcast.event(), broadcast.args()),
                    deflation);
            message = encoded;
        }
        return encoded;
    }

    synchronized void retain() {
        references++;
    }

    synchronized void release() {
        references--;
        if (references == 0 && message != null) {
            message.release();
        }
    }
}
