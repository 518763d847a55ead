package dev.maestro.protocol.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One Socket.IO packet, whole: attachments stand in its arguments as binary nodes.
 *
 * <p>Threads: immutable, as long as nobody changes the nodes.
 */
public sealed interface SocketPacket {
    /** The namespace of a packet that names none. */
    String MAIN_NAMESPACE = "/";

    /** Returns the type; an event or ack has the same type with attachments and without. */
    Type type();

    /** Returns the namespace, starting with a slash. */
    String namespace();

    /** What a packet says; whether binary follows it is a matter of the wire alone. */
    enum Type {
        CONNECT,
        DISCONNECT,
        EVENT,
        ACK,
        CONNECT_ERROR
    }

    /** Asks for a namespace, or grants it; {@code data} is an object, or null for none. */
    record Connect(String namespace, @Nullable JsonNode data) implements SocketPacket {
        @Override
        public Type type() {
            return Type.CONNECT;
        }

        /** Returns the packet without its data, which may hold a token. */
        @Override
        public String toString() {
            return "Connect[" + namespace + "]";
        }
    }

    /** Refuses a namespace; {@code data} is an object with a {@code message}. */
    record ConnectError(String namespace, JsonNode data) implements SocketPacket {
        @Override
        public Type type() {
            return Type.CONNECT_ERROR;
        }
    }

    /** Leaves a namespace. */
    record Disconnect(String namespace) implements SocketPacket {
        @Override
        public Type type() {
            return Type.DISCONNECT;
        }
    }

    /** An event; {@code ackId} is null when no ack is asked for, and {@code args} do not hold the name. */
    record Event(String namespace, @Nullable Long ackId, String name, List<JsonNode> args) implements SocketPacket {
        public Event {
            args = List.copyOf(args);
        }

        @Override
        public Type type() {
            return Type.EVENT;
        }
    }

    /** The answer to an event. */
    record Ack(String namespace, long ackId, List<JsonNode> args) implements SocketPacket {
        public Ack {
            args = List.copyOf(args);
        }

        @Override
        public Type type() {
            return Type.ACK;
        }
    }
}
