package dev.maestro.server.socketio;

import dev.maestro.protocol.engineio.EngineError;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks of the engine.
 *
 * @param sid the engine session it belongs to, null to begin one
 * @param webSocket whether it asks for WebSocket, else for polling
 */
record EngineRequest(HttpMethod method, @Nullable String sid, boolean webSocket) {
    private static final String VERSION = "4";
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

    /** What a request turned out to be: one of the two is there. */
    record Read(@Nullable EngineRequest request, @Nullable EngineError error) {}

    /** Reads a request, whose body does not matter here. */
    static Read read(HttpRequest request) {
        Optional<Map<String, List<String>>> query = query(request);
        if (query.isEmpty()) {
            return refused(EngineError.BAD_REQUEST);
        }
        String transport = first(query.get(), "transport");
        boolean webSocket = "websocket".equals(transport);
        if (!webSocket && !"polling".equals(transport)) {
            return refused(EngineError.UNKNOWN_TRANSPORT);
        }
        if (!VERSION.equals(first(query.get(), "EIO"))) {
            return refused(EngineError.UNSUPPORTED_PROTOCOL_VERSION);
        }
        String sid = first(query.get(), "sid");
        if (sid == null && !request.method().equals(HttpMethod.GET)) {
            return refused(EngineError.BAD_HANDSHAKE_METHOD);
        }
        if (webSocket != asksForWebSocket(request)) {
            return refused(EngineError.BAD_REQUEST);
        }
        return new Read(new EngineRequest(request.method(), sid, webSocket), null);
    }

    /** Returns the session a request belongs to, null if it names none that exists. */
    static @Nullable EngineSession sessionOf(Engine engine, HttpRequest request) {
        return query(request)
                .map(query -> first(query, "sid"))
                .map(engine::session)
                .orElse(null);
    }

    private static Read refused(EngineError error) {
        return new Read(null, error);
    }

    private static Optional<Map<String, List<String>>> query(HttpRequest request) {
        try {
            return Optional.of(new QueryStringDecoder(request.uri()).parameters());
        } catch (IllegalArgumentException e) {
            // A broken percent escape; the caller answers it.
            return Optional.empty();
        }
    }

    private static @Nullable String first(Map<String, List<String>> query, String name) {
        List<String> values = query.getOrDefault(name, List.of());
        return values.isEmpty() ? null : values.get(0);
    }

    private static boolean asksForWebSocket(HttpRequest request) {
        return request.method().equals(HttpMethod.GET)
                && request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && hasKey(request);
    }

    /** Returns whether there is one key, of 16 bytes in base 64 (RFC 6455, 4.2.1). */
    private static boolean hasKey(HttpRequest request) {
        List<String> keys = request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        return keys.size() == 1 && KEY.matcher(keys.get(0)).matches();
    }
}
