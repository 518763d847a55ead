package dev.maestro.server.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.engineio.PacketFormatException;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.socketio.SocketPacket;
import dev.maestro.protocol.socketio.SocketPacketDecoder;
import dev.maestro.protocol.socketio.SocketPacketEncoder;
import io.netty.util.concurrent.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one engine session, by namespace: Socket.IO on top of Engine.IO.
 *
 * <p>A namespace is unasked → asked for → joined → left. Anything but a CONNECT for an unasked or left one, and
 * anything but events, acks and a DISCONNECT for a joined one, is malformed and closes the session.
 *
 * <p>Spec: docs/protocol/engine.md, "Namespaces".
 */
@EventLoopConfined
final class SessionSockets implements MessageHandler {
    private final EngineSession session;
    private final Namespaces namespaces;
    private final SocketPacketDecoder decoder = new SocketPacketDecoder();
    private final Map<String, Socket> joined = new HashMap<>(2);
    private final Set<String> asked = new HashSet<>(2);
    private final Future<?> connectTimer;

    SessionSockets(EngineSession session, Namespaces namespaces, EngineConfig config) {
        this.session = session;
        this.namespaces = namespaces;
        this.connectTimer = session.loop()
                .schedule(
                        () -> session.closeAfterFlush(DisconnectReason.CONNECT_TIMEOUT),
                        config.connectTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void text(String message) {
        decoder.text(message).ifPresent(this::packet);
    }

    @Override
    public void binary(byte[] message) {
        decoder.binary(message).ifPresent(this::packet);
    }

    @Override
    public void closed(DisconnectReason reason) {
        connectTimer.cancel(false);
        asked.clear();
        for (Socket socket : List.copyOf(joined.values())) {
            leave(socket, reason);
        }
    }

    /** Ends a socket by the hub's will. */
    void putOut(Socket socket) {
        if (socket.connected()) {
            send(new SocketPacket.Disconnect(socket.namespace()));
            leave(socket, DisconnectReason.SERVER_LEFT);
        }
    }

    private void packet(SocketPacket packet) {
        if (packet.type() == SocketPacket.Type.CONNECT) {
            connect((SocketPacket.Connect) packet);
            return;
        }
        Socket socket = joined.get(packet.namespace());
        if (socket == null) {
            throw new PacketFormatException("packet for a namespace that was not joined");
        }
        switch (packet.type()) {
            case EVENT -> event(socket, (SocketPacket.Event) packet);
            case ACK -> socket.acks().arrived(((SocketPacket.Ack) packet).ackId(), ((SocketPacket.Ack) packet).args());
            case DISCONNECT -> leave(socket, DisconnectReason.CLIENT_LEFT);
            case CONNECT, CONNECT_ERROR -> throw new PacketFormatException(packet.type() + " for a joined namespace");
        }
    }

    private void connect(SocketPacket.Connect packet) {
        String name = packet.namespace();
        if (joined.containsKey(name) || asked.contains(name)) {
            throw new PacketFormatException("second CONNECT to a namespace");
        }
        @Nullable LoopNamespace namespace = namespaces.find(session.loop(), name);
        if (namespace == null) {
            refuse(name, "Invalid namespace", null);
            return;
        }
        asked.add(name);
        JsonNode data = packet.data();
        JsonNode auth = data == null ? JsonNodeFactory.instance.objectNode() : data;
        ask(namespace, new ConnectRequest(name, auth, session.handshake()))
                .whenComplete((admission, failure) -> session.run(() -> decided(namespace, admission, failure)));
    }

    private static CompletionStage<Admission> ask(LoopNamespace namespace, ConnectRequest request) {
        try {
            return namespace.registered().handler().admit(request);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private void decided(LoopNamespace namespace, @Nullable Admission admission, @Nullable Throwable failure) {
        String name = namespace.registered().name();
        if (!asked.remove(name) || !session.open()) {
            return;
        }
        if (admission instanceof Admission.Granted granted) {
            join(namespace, granted.attachment());
        } else if (admission instanceof Admission.Refused refused) {
            refuse(name, refused.message(), refused.data());
        } else {
            Throwable cause = failure == null ? new IllegalStateException("admit gave no admission") : failure;
            refuse(name, "internal error, reference " + Failures.logged(name, "admit", cause), null);
        }
    }

    private void join(LoopNamespace namespace, @Nullable Object attachment) {
        connectTimer.cancel(false);
        Socket socket = new Socket(UUID.randomUUID().toString(), namespace, session, this, attachment);
        joined.put(socket.namespace(), socket);
        namespace.add(socket);
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("sid", socket.id());
        send(new SocketPacket.Connect(socket.namespace(), data));
        try {
            namespace.registered().handler().onConnect(socket);
        } catch (RuntimeException e) {
            Failures.logged(socket.namespace(), "connect", e);
            putOut(socket);
        }
    }

    private void event(Socket socket, SocketPacket.Event event) {
        Reply reply = new Reply(socket, event.ackId());
        try {
            socket.handler().onEvent(socket, event.name(), event.args(), reply);
        } catch (RuntimeException e) {
            Failures.answer(socket, reply, event.name(), e);
        }
    }

    private void leave(Socket socket, DisconnectReason reason) {
        joined.remove(socket.namespace());
        socket.gone();
        try {
            socket.handler().onDisconnect(socket, reason);
        } catch (RuntimeException e) {
            Failures.logged(socket.namespace(), "disconnect", e);
        }
    }

    private void refuse(String name, String message, @Nullable JsonNode details) {
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("message", message);
        if (details != null) {
            data.set("data", details);
        }
        send(new SocketPacket.ConnectError(name, data));
    }

    private void send(SocketPacket packet) {
        session.send(Outgoing.packet(SocketPacketEncoder.encode(packet)));
    }
}
