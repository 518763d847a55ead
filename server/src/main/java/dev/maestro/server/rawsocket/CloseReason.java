package dev.maestro.server.rawsocket;

import dev.maestro.protocol.error.Goodbye;
import dev.maestro.protocol.error.Retry;

/**
 * Why the hub ends a raw WebSocket, as it is told to the client and logged.
 *
 * <p>Spec: RFC 6455, 7.4.1 and 7.4.2 (from 4000 our own, as of {@link dev.maestro.protocol.error.DisconnectReason}), and docs/protocol/raw-websocket.md.
 */
enum CloseReason {
    SERVER_SHUTDOWN(
            1001,
            "server_shutdown",
            Retry.LATER,
            "The hub stops; another one, or this one started anew, has what was there."),
    PROTOCOL_ERROR(1002, "protocol_error", Retry.NOW, "A frame came that is none, or is none that may come now."),
    NOT_TEXT(1003, "text_only", Retry.NOW, "A binary message came; only text is taken."),
    NOT_UTF8(1007, "not_utf8", Retry.NOW, "A text came that is not UTF-8."),
    TOO_MANY_FRAGMENTS(1008, "too_many_fragments", Retry.NOW, "A message came in more frames than are taken."),
    RATE_LIMITED(1008, "rate_limited", Retry.LATER, "This went on over its limits though it was told to wait."),
    TOO_LARGE(1009, "too_large", Retry.NOW, "A message was larger than the hub takes."),
    INTERNAL(1011, "internal", Retry.LATER, "The hub failed; its log says how."),
    RESYNC(1012, "resync", Retry.NOW, "Events may have been lost: read anew what you hold."),
    SLOW_CONSUMER(1013, "slow_consumer", Retry.NOW, "More waited for this client than the hub keeps."),
    AUTH_EXPIRED(4004, "auth_expired", Retry.NOW, "The token ended: come back with another.");

    private final int code;
    private final String text;
    private final Goodbye goodbye;

    CloseReason(int code, String text, Retry retry, String sentence) {
        this.code = code;
        this.text = text;
        this.goodbye = Goodbye.of(text, sentence, retry);
    }

    /** Returns the close code. */
    int code() {
        return code;
    }

    /** Returns the machine word sent beside the code. */
    String text() {
        return text;
    }

    /** Returns what clients are told first that know of it. */
    Goodbye goodbye() {
        return goodbye;
    }
}
