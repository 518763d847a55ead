package dev.maestro.server.namespace;

import dev.maestro.protocol.event.Room;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.socketio.EncodedPacket;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.socketio.SendResult;
import dev.maestro.server.socketio.Socket;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.terminal.TerminalViewer;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket as a viewer of terminals: it watches those in whose rooms it is, so whatever takes it out of a room ends the
 * stream.
 */
record SocketViewer(HubClient client) implements TerminalViewer {
    private static final Logger LOG = LoggerFactory.getLogger(SocketViewer.class);

    @Override
    public String socketId() {
        return socket().id();
    }

    @Override
    public String name() {
        Principal user = Principals.of(client);
        String email = user.email();
        return email == null ? user.id() : email;
    }

    @Override
    public boolean mayWrite() {
        return Principals.of(client).may(Permission.TERMINAL_WRITE);
    }

    @Override
    public void execute(Runnable action) {
        socket().execute(action);
    }

    @Override
    public boolean watches(String sessionId) {
        return socket().connected() && socket().isIn(Room.terminal(sessionId));
    }

    @Override
    public void leave(String sessionId) {
        socket().leave(Set.of(Room.terminal(sessionId)));
    }

    @Override
    public boolean offer(EncodedPacket packet, long to) {
        return socket().offer(packet) == SendResult.SENT;
    }

    @Override
    public void whenWritable(Runnable action) {
        socket().whenWritable(action);
    }

    @Override
    public void send(String event, JsonBytes payload) {
        SendResult result = socket().emit(event, List.of(payload));
        LOG.atTrace().addKeyValue("event", event).addKeyValue("result", result).log("viewer told");
    }

    private Socket socket() {
        return client.socket();
    }
}
