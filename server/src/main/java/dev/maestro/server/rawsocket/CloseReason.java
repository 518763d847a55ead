package dev.maestro.server.rawsocket;

/**
 * Why the hub ends a raw WebSocket, as it is told to the client and logged.
 *
 * <p>Spec: RFC 6455, 7.4.1 and 7.4.2 (from 4000 our own, as of {@link dev.maestro.protocol.error.DisconnectReason}), and docs/protocol/raw-websocket.md.
 */
enum CloseReason {
    SERVER_SHUTDOWN(1001, "server_shutdown"),
    PROTOCOL_ERROR(1002, "protocol_error"),
    NOT_TEXT(1003, "text_only"),
    NOT_UTF8(1007, "not_utf8"),
    TOO_MANY_FRAGMENTS(1008, "too_many_fragments"),
    RATE_LIMITED(1008, "rate_limited"),
    TOO_LARGE(1009, "too_large"),
    INTERNAL(1011, "internal"),
    RESYNC(1012, "resync"),
    SLOW_CONSUMER(1013, "slow_consumer"),
    AUTH_EXPIRED(4004, "auth_expired");

    private final int code;
    private final String text;

    CloseReason(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** Returns the close code. */
    int code() {
        return code;
    }

    /** Returns the machine word sent beside the code. */
    String text() {
        return text;
    }
}
