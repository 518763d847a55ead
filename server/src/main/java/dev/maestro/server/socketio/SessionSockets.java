package dev.maestro.server.socketio;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.engineio.PacketFormatException;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.Goodbye;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.socketio.SocketPacket;
import dev.maestro.protocol.socketio.SocketPacketDecoder;
import dev.maestro.protocol.socketio.SocketPacketEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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
final class SessionSockets implements MessageHandler, Arrivals.Outcome {
    /** One client shall not take up the places of all. */
    private static final int MAX_NAMESPACES = 1_000;

    private static final String TOO_MANY_CONNECTS = "Too many connects; try again";

    private final EngineSession session;
    private final Namespaces namespaces;
    private final @Nullable Returning returning;
    private final SocketPacketDecoder decoder = new SocketPacketDecoder();
    // Few, nearly always one, so a list serves better than a map.
    private final List<Socket> joined = new ArrayList<>(1);
    private final Arrivals arrivals;
    private final ConnectPace pace;
    private final AttachmentDeadline attachments;
    // Of the packet that is being read, attachments included.
    private long packetBytes;

    /**
     * Makes a session without sockets.
     *
     * @param returning null where nothing is recovered
     */
    SessionSockets(EngineSession session, Namespaces namespaces, @Nullable Returning returning, EngineConfig config) {
        this.session = session;
        this.namespaces = namespaces;
        this.returning = returning;
        this.arrivals = new Arrivals(session, namespaces, returning, config, this);
        this.pace = new ConnectPace(config.connects(), System.nanoTime());
        this.attachments = new AttachmentDeadline(session, config.attachmentTimeout());
        session.awaitJoin();
    }

    @Override
    public void text(String message) {
        packetBytes = message.length();
        Optional<SocketPacket> packet = decoder.text(message);
        if (packet.isPresent()) {
            packet(packet.get());
        } else {
            decoder.awaitsAttachmentsFor().ifPresent(this::requireJoined);
            attachments.watch(true);
        }
    }

    @Override
    public void binary(byte[] message) {
        packetBytes += message.length;
        Optional<SocketPacket> whole = decoder.binary(message);
        attachments.watch(decoder.awaitsAttachments());
        whole.ifPresent(this::packet);
    }

    @Override
    public boolean goodbye(Goodbye goodbye) {
        JsonBytes said = JsonBytes.of(goodbye);
        for (Socket socket : joined) {
            session.sendLast(SocketPacketEncoder.event(socket.namespace(), null, Goodbye.EVENT, List.of(said)));
        }
        return !joined.isEmpty();
    }

    @Override
    public boolean has(Predicate<Socket> claim) {
        return joined.stream().anyMatch(claim);
    }

    @Override
    public void closed(DisconnectReason reason) {
        arrivals.forgetAll();
        attachments.stop();
        for (Socket socket : List.copyOf(joined)) {
            leave(socket, reason);
        }
    }

    /** Ends a socket by the hub's will, and tells it why. */
    void putOut(Socket socket, DisconnectReason reason, Goodbye goodbye) {
        if (socket.connected()) {
            try {
                socket.send(
                        SocketPacketEncoder.event(
                                socket.namespace(), null, Goodbye.EVENT, List.of(JsonBytes.of(goodbye))),
                        MessageClass.CONTROL);
                send(new SocketPacket.Disconnect(socket.namespace()));
            } finally {
                leave(socket, reason);
            }
        }
    }

    private void packet(SocketPacket packet) {
        if (packet.type() == SocketPacket.Type.CONNECT) {
            connect((SocketPacket.Connect) packet);
            return;
        }
        Socket socket = requireJoined(packet.namespace());
        CatchUp catchUp = socket.broadcasts().catchingUp();
        if (catchUp != null) {
            catchUp.keep(packet, packetBytes);
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

    /** Whoever is not in a namespace has nothing to say there, and shall not make us keep attachments for it. */
    private Socket requireJoined(String namespace) {
        Socket socket = find(namespace);
        if (socket == null) {
            throw new PacketFormatException("packet for a namespace that was not joined");
        }
        return socket;
    }

    private @Nullable Socket find(String namespace) {
        for (Socket socket : joined) {
            if (socket.namespace().equals(namespace)) {
                return socket;
            }
        }
        return null;
    }

    private void connect(SocketPacket.Connect packet) {
        String name = packet.namespace();
        if (find(name) != null || arrivals.pending(name)) {
            throw new PacketFormatException("second CONNECT to a namespace");
        }
        long wait = pace.take(System.nanoTime());
        if (wait > 0) {
            refused(name, Admission.refused(HubException.rateLimited(TOO_MANY_CONNECTS, millis(wait))));
        } else if (joined.size() + arrivals.pending() >= MAX_NAMESPACES) {
            refused(name, Admission.refused(HubException.of(ErrorCode.UNAVAILABLE, "Too many namespaces")));
        } else {
            arrivals.ask(name, packet.data());
        }
    }

    /** Rounds up, as who comes a part of a millisecond too early would be refused again. */
    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
    }

    @Override
    public void afresh(LoopNamespace namespace, Admission.Granted granted) {
        Socket socket = Socket.fresh(namespace, session, this, granted);
        joined(socket, returning == null ? null : SecretIds.next());
        connected(socket);
    }

    @Override
    public void again(LoopNamespace namespace, Admission.Granted granted, String pid, Returning.Found found) {
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
        socket.broadcasts().catchUp(catchUp);
        joined(socket, pid);
        returned(socket);
        if (socket.connected()) {
            catchUp.send(found.missed());
        }
    }

    private static void returned(Socket socket) {
        try {
            socket.handler().onReturn(socket);
        } catch (RuntimeException e) {
            Failures.logged(socket.namespace(), "return", e);
            socket.disconnect(DisconnectReason.FAILED);
        }
    }

    @Override
    public void refused(String name, Admission.Refused refused) {
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("message", refused.message());
        if (refused.data() != null) {
            data.set("data", refused.data());
        }
        send(new SocketPacket.ConnectError(name, data));
    }

    private void joined(Socket socket, @Nullable String pid) {
        session.joined();
        joined.add(socket);
        session.counters().joined(socket.part().registered());
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("sid", socket.id());
        if (pid != null) {
            data.put("pid", pid);
            Objects.requireNonNull(returning).connected(pid, socket, session.loop());
        }
        send(new SocketPacket.Connect(socket.namespace(), data));
    }

    private static void connected(Socket socket) {
        try {
            socket.handler().onConnect(socket);
        } catch (RuntimeException e) {
            Failures.logged(socket.namespace(), "connect", e);
            socket.disconnect(DisconnectReason.FAILED);
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
        // A listener that hears of one socket's end may end another.
        if (!joined.remove(socket)) {
            return;
        }
        boolean known = socket.broadcasts().catchingUp() == null;
        String pid = socket.pid();
        socket.gone(reason);
        if (pid != null) {
            Objects.requireNonNull(returning).gone(pid, socket);
        }
        try {
            if (known) {
                socket.handler().onDisconnect(socket, reason);
            }
        } catch (RuntimeException e) {
            Failures.logged(socket.namespace(), "disconnect", e);
        } finally {
            namespaces.release(session.loop(), socket.part());
        }
    }

    private void send(SocketPacket packet) {
        session.send(SocketPacketEncoder.encode(packet), MessageClass.CONTROL);
    }
}
