package dev.maestro.server.socketio;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.protocol.socketio.SocketPacketEncoder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A broadcast as it goes to every event loop; encoded once, by the first that has somebody to send it to. One to a
 * template is encoded once for each of its namespaces that has somebody, by their names.
 *
 * <p>Reference-counted: made with one reference; each loop has one of its own.
 *
 * <p>Threads: thread-safe.
 */
final class EncodedBroadcast {
    private final Broadcast broadcast;
    private final @Nullable Deflation deflation;
    private final boolean ofTemplate;

    @GuardedBy("this")
    private int references = 1;

    @GuardedBy("this")
    private @Nullable Outgoing message;

    // Of a template's broadcast, what goes to each namespace; null while nobody has asked.
    @GuardedBy("this")
    private @Nullable Map<String, EncodedBroadcast> parts;

    /**
     * Makes it with one reference.
     *
     * @param deflation null when no client takes messages compressed
     * @param ofTemplate whether its namespace is a template's text; then only its {@linkplain #in parts} are sent
     */
    EncodedBroadcast(Broadcast broadcast, @Nullable Deflation deflation, boolean ofTemplate) {
        this.broadcast = broadcast;
        this.deflation = deflation;
        this.ofTemplate = ofTemplate;
    }

    boolean ofTemplate() {
        return ofTemplate;
    }

    /** Returns what goes to one namespace of the template, with a reference for whoever asks. */
    synchronized EncodedBroadcast in(String name) {
        if (parts == null) {
            parts = new HashMap<>(2);
        }
        EncodedBroadcast part = parts.computeIfAbsent(
                name, namespace -> new EncodedBroadcast(broadcast.in(namespace), deflation, false));
        part.retain();
        return part;
    }

    String namespace() {
        return broadcast.namespace();
    }

    String event() {
        return broadcast.event();
    }

    Set<String> rooms() {
        return broadcast.rooms();
    }

    Set<String> emptied() {
        return broadcast.emptied();
    }

    Set<String> except() {
        return broadcast.except();
    }

    boolean silent() {
        return broadcast.silent();
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
        if (references > 0) {
            return;
        }
        if (message != null) {
            message.release();
        }
        if (parts != null) {
            parts.values().forEach(EncodedBroadcast::release);
        }
    }
}
