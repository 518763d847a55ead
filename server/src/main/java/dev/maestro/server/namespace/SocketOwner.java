package dev.maestro.server.namespace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.terminal.TerminalOwner;

/**
 * A socket as the owner of terminals.
 *
 * <p>Threads: thread-safe.
 */
record SocketOwner(HubClient client) implements TerminalOwner {
    @Override
    public String socketId() {
        return client.socket().id();
    }

    @Override
    public String principal() {
        return Principals.of(client).key();
    }

    @Override
    public void input(String ptyId, String data) {
        client.sendEvent("terminal:input", about(ptyId).put("data", data));
    }

    @Override
    public void resize(String ptyId, int cols, int rows) {
        client.sendEvent("terminal:resize", about(ptyId).put("cols", cols).put("rows", rows));
    }

    @Override
    public void flow(String ptyId, boolean paused) {
        client.sendEvent("terminal:flow", about(ptyId).put("paused", paused));
    }

    private static ObjectNode about(String ptyId) {
        return Json.mapper().createObjectNode().put("ptyId", ptyId);
    }
}
