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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    private static final Logger LOG = LoggerFactory.getLogger(SessionSockets.class);
    private static final int MAX_PID_LENGTH = 64;
    private static final String PID = "pid";
    private static final String OFFSET = "offset";

    private final EngineSession session;
    private final Namespaces namespaces;
    private final @Nullable Returning returning;
    private final SocketPacketDecoder decoder = new SocketPacketDecoder();
    private final Map<String, Socket> joined = new HashMap<>(2);
    private final Set<String> asked = new HashSet<>(2);
    private final Future<?> connectTimer;

    /**
     * Makes a session without sockets.
     *
     * @param returning null where nothing is recovered
     */
    SessionSockets(EngineSession session, Namespaces namespaces, @Nullable Returning returning, EngineConfig config) {
        this.session = session;
        this.namespaces = namespaces;
        this.returning = returning;
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
        CatchUp catchUp = socket.catchingUp();
        if (catchUp != null && packet.type() != SocketPacket.Type.DISCONNECT) {
            catchUp.keep(packet);
        } else {
            packet(socket, packet);
        }
    }

    private void packet(Socket socket, SocketPacket packet) {
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
                .whenComplete((admission, failure) -> session.run(() -> decided(namespace, auth, admission, failure)));
    }

    private static CompletionStage<Admission> ask(LoopNamespace namespace, ConnectRequest request) {
        try {
            return namespace.registered().handler().admit(request);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private void decided(
            LoopNamespace namespace, JsonNode auth, @Nullable Admission admission, @Nullable Throwable failure) {
        String name = namespace.registered().name();
        if (!asked.contains(name) || !session.open()) {
            return;
        }
        if (admission instanceof Admission.Granted granted) {
            granted(namespace, auth, granted);
        } else if (admission instanceof Admission.Refused refused) {
            asked.remove(name);
            refuse(name, refused.message(), refused.data());
        } else {
            asked.remove(name);
            Throwable cause = failure == null ? new IllegalStateException("admit gave no admission") : failure;
            refuse(name, "internal error, reference " + Failures.logged(name, "admit", cause), null);
        }
    }

    private void granted(LoopNamespace namespace, JsonNode auth, Admission.Granted granted) {
        String pid = auth.path(PID).asText("");
        if (returning == null || pid.isEmpty() || pid.length() > MAX_PID_LENGTH) {
            joinAfresh(namespace, granted);
            return;
        }
        String offset = auth.path(OFFSET).textValue();
        NamespaceHandler handler = namespace.registered().handler();
        var unused = returning
                .claim(
                        new Returning.Claim(namespace.registered().name(), granted.identity(), pid, offset),
                        handler,
                        granted.attachment())
                .whenComplete((found, failure) -> {
                    if (failure != null) {
                        LOG.atWarn().setCause(failure).log("a socket cannot be recovered now; it begins afresh");
                    }
                    boolean posted = session.run(
                            () -> claimed(namespace, granted, pid, failure == null ? found : Optional.empty()));
                    if (!posted) {
                        returning.settled(pid);
                    }
                });
    }

    private void claimed(
            LoopNamespace namespace, Admission.Granted granted, String pid, Optional<Returning.Found> found) {
        Returning registry = Objects.requireNonNull(returning);
        if (asked.contains(namespace.registered().name()) && session.open()) {
            if (found.isPresent()) {
                joinAgain(namespace, granted, pid, found.get());
            } else {
                joinAfresh(namespace, granted);
            }
        }
        registry.settled(pid);
    }

    private void joinAfresh(LoopNamespace namespace, Admission.Granted granted) {
        Socket socket = Socket.fresh(namespace, session, this, granted);
        joined(socket, returning == null ? null : SecretIds.next());
        connected(socket);
    }

    private void joinAgain(LoopNamespace namespace, Admission.Granted granted, String pid, Returning.Found found) {
        Socket socket = Socket.recovered(found.socket(), namespace, session, this, granted);
        CatchUp catchUp =
                new CatchUp(socket, session, Objects.requireNonNull(returning).recovery(), waiting -> {
                    connected(socket);
                    waiting.forEach(packet -> {
                        if (socket.connected()) {
                            packet(socket, packet);
                        }
                    });
                });
        socket.catchUp(catchUp);
        joined(socket, pid);
        catchUp.send(found.missed());
    }

    private void joined(Socket socket, @Nullable String pid) {
        connectTimer.cancel(false);
        asked.remove(socket.namespace());
        joined.put(socket.namespace(), socket);
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("sid", socket.id());
        if (pid != null) {
            data.put(PID, pid);
            Objects.requireNonNull(returning).connected(pid, socket, session.loop());
        }
        send(new SocketPacket.Connect(socket.namespace(), data));
    }

    private static void connected(Socket socket) {
        try {
            socket.handler().onConnect(socket);
        } catch (RuntimeException e) {
            Failures.logged(socket.namespace(), "connect", e);
            socket.disconnect();
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
        boolean known = socket.catchingUp() == null;
        String pid = socket.pid();
        socket.gone(reason);
        if (pid != null) {
            Objects.requireNonNull(returning).gone(pid, socket);
        }
        if (!known) {
            // The handler has not heard of it yet.
            return;
        }
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
