package dev.maestro.server.cluster.terminal;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.terminal.Watched;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What viewers are told of terminals that come, go and move between nodes. Spec: docs/protocol/terminal.md. */
final class ViewerEvents {
    static final String RESYNC = "terminal:resync";
    static final String RESIZED = "terminal:resized";
    static final String OWNER = "terminal:owner";
    static final String CONTROLLER = "terminal:controller";
    static final String EXIT = "terminal:exit";

    private ViewerEvents() {}

    static JsonBytes resync(String sessionId, Watched start) {
        Map<String, @Nullable Object> payload = of(sessionId);
        payload.put("scrollback", start.scrollback());
        payload.put("position", start.position());
        payload.put("cols", start.cols());
        payload.put("rows", start.rows());
        return JsonBytes.of(payload);
    }

    static JsonBytes resized(String sessionId, int cols, int rows) {
        Map<String, @Nullable Object> payload = of(sessionId);
        payload.put("cols", cols);
        payload.put("rows", rows);
        return JsonBytes.of(payload);
    }

    static JsonBytes owner(String sessionId, boolean connected) {
        Map<String, @Nullable Object> payload = of(sessionId);
        payload.put("connected", connected);
        return JsonBytes.of(payload);
    }

    static JsonBytes controller(String sessionId, @Nullable String controller, boolean mine) {
        Map<String, @Nullable Object> payload = of(sessionId);
        payload.put("controller", controller);
        payload.put("mine", mine);
        return JsonBytes.of(payload);
    }

    static JsonBytes ended(String sessionId, String reason) {
        Map<String, @Nullable Object> payload = of(sessionId);
        payload.put("exitCode", null);
        payload.put("reason", reason);
        return JsonBytes.of(payload);
    }

    private static Map<String, @Nullable Object> of(String sessionId) {
        Map<String, @Nullable Object> payload = new LinkedHashMap<>();
        payload.put("sessionId", sessionId);
        return payload;
    }
}
