package dev.maestro.server.namespace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.terminal.TerminalOwner;
import dev.maestro.server.terminal.TerminalService;

/**
 * A socket as the owner of terminals. It is sent nothing of a terminal it may not have any more.
 *
 * <p>Threads: thread-safe.
 */
record SocketOwner(HubClient client, TerminalService terminals) implements TerminalOwner {
    @Override
    public String socketId() {
        return client.socket().id();
    }

    @Override
    public String principal() {
        return Principals.of(client).key();
    }

    @Override
    public boolean connected() {
        return client.isChannelOpen();
    }

    @Override
    public boolean takes() {
        return InputBacklog.of(client).takes();
    }

    /** Returns whether it may have terminals in a project, as of now. */
    boolean mayOwnIn(String projectId) {
        return mayOwn() && Principals.of(client).maySee(projectId);
    }

    /** Returns whether it may have terminals at all. */
    boolean mayOwn() {
        return Principals.of(client).may(Permission.TERMINAL_WRITE);
    }

    @Override
    public void input(String ptyId, String data) {
        if (mayHear(ptyId)) {
            JsonBytes payload = JsonBytes.of(about(ptyId).put("data", data));
            InputBacklog.of(client).add(payload.lengthBytes());
            inTurn(() -> {
                client.sendEvent("terminal:input", payload);
                InputBacklog.of(client).removeWhenTaken(client.socket(), payload.lengthBytes());
            });
        }
    }

    @Override
    public void resize(String ptyId, int cols, int rows) {
        if (mayHear(ptyId)) {
            ObjectNode payload = about(ptyId).put("cols", cols).put("rows", rows);
            inTurn(() -> client.sendEvent("terminal:resize", payload));
        }
    }

    @Override
    public void flow(String ptyId, boolean paused) {
        if (mayHear(ptyId)) {
            ObjectNode payload = about(ptyId).put("paused", paused);
            inTurn(() -> client.sendEvent("terminal:flow", payload));
        }
    }

    /** Keys come from the loops of those who type, and from this one's own when it brings output: none may overtake another. */
    private void inTurn(Runnable send) {
        client.socket().executeInTurn(send);
    }

    private boolean mayHear(String ptyId) {
        return terminals.projectOf(this, ptyId).filter(this::mayOwnIn).isPresent();
    }

    private static ObjectNode about(String ptyId) {
        return Json.mapper().createObjectNode().put("ptyId", ptyId);
    }
}
