package dev.maestro.server.terminal;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.socketio.EncodedPacket;
import dev.maestro.protocol.socketio.SocketPacketEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What viewers are told, as it is on the wire. Spec: docs/protocol/terminal.md. */
final class TerminalEvents {
    static final String OUTPUT = "terminal:output";
    static final String RESYNC = "terminal:resync";
    static final String RESIZED = "terminal:resized";
    static final String OWNER = "terminal:owner";
    static final String CONTROLLER = "terminal:controller";
    static final String EXIT = "terminal:exit";

    private static final String NAMESPACE = "/terminal";

    private TerminalEvents() {}

    static EncodedPacket output(JsonBytes payload) {
        return SocketPacketEncoder.event(NAMESPACE, null, OUTPUT, List.of(payload));
    }

    static JsonBytes resync(String sessionId, ViewStart start) {
        Map<String, Object> payload = of(sessionId);
        payload.put("scrollback", start.scrollback());
        payload.put("position", start.position());
        payload.put("cols", start.size().cols());
        payload.put("rows", start.size().rows());
        return JsonBytes.of(payload);
    }

    static JsonBytes resized(String sessionId, Size size) {
        Map<String, Object> payload = of(sessionId);
        payload.put("cols", size.cols());
        payload.put("rows", size.rows());
        return JsonBytes.of(payload);
    }

    static JsonBytes owner(String sessionId, boolean connected) {
        Map<String, Object> payload = of(sessionId);
        payload.put("connected", connected);
        return JsonBytes.of(payload);
    }

    static JsonBytes controller(String sessionId, Control control) {
        Map<String, @Nullable Object> payload = new LinkedHashMap<>();
        payload.put("sessionId", sessionId);
        payload.put("controller", control.controller());
        payload.put("mine", control.mine());
        return JsonBytes.of(payload);
    }

    /** The command has ended; null for a code nobody knows. */
    static JsonBytes exited(String sessionId, @Nullable Integer exitCode) {
        Map<String, @Nullable Object> payload = new LinkedHashMap<>();
        payload.put("sessionId", sessionId);
        payload.put("exitCode", exitCode);
        return JsonBytes.of(payload);
    }

    /** The terminal has ended for another reason than its command. */
    static JsonBytes ended(String sessionId, String reason) {
        Map<String, @Nullable Object> payload = new LinkedHashMap<>();
        payload.put("sessionId", sessionId);
        payload.put("exitCode", null);
        payload.put("reason", reason);
        return JsonBytes.of(payload);
    }

    /** The hub stops; the command goes on, so there is no code. */
    static JsonBytes shutdown(String sessionId) {
        Map<String, Object> payload = of(sessionId);
        payload.put("reason", "server_shutdown");
        return JsonBytes.of(payload);
    }

    /** The terminal goes on at another node; never sent to clients. */
    static JsonBytes moved(String sessionId) {
        Map<String, Object> payload = of(sessionId);
        payload.put("reason", TerminalService.MOVED);
        return JsonBytes.of(payload);
    }

    private static Map<String, Object> of(String sessionId) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("sessionId", sessionId);
        return payload;
    }
}
