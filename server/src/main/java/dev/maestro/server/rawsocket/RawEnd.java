package dev.maestro.server.rawsocket;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a raw WebSocket ended: for each {@link CloseReason} of the hub, or by its client or the way to it. */
enum RawEnd {
    SERVER_SHUTDOWN(CloseReason.SERVER_SHUTDOWN),
    PROTOCOL_ERROR(CloseReason.PROTOCOL_ERROR),
    NOT_TEXT(CloseReason.NOT_TEXT),
    NOT_UTF8(CloseReason.NOT_UTF8),
    TOO_MANY_FRAGMENTS(CloseReason.TOO_MANY_FRAGMENTS),
    RATE_LIMITED(CloseReason.RATE_LIMITED),
    TOO_LARGE(CloseReason.TOO_LARGE),
    INTERNAL(CloseReason.INTERNAL),
    RESYNC(CloseReason.RESYNC),
    SLOW_CONSUMER(CloseReason.SLOW_CONSUMER),
    AUTH_EXPIRED(CloseReason.AUTH_EXPIRED),
    CLIENT_CLOSED("client_closed", null),
    PING_TIMEOUT("ping_timeout", null),
    CONNECTION_LOST("connection_lost", null);

    private static final Map<CloseReason, RawEnd> BY_REASON = new EnumMap<>(CloseReason.class);

    static {
        for (RawEnd end : values()) {
            if (end.reason != null) {
                BY_REASON.put(end.reason, end);
            }
        }
    }

    private final String text;
    private final @Nullable CloseReason reason;

    RawEnd(CloseReason reason) {
        this(reason.text(), reason);
    }

    RawEnd(String text, @Nullable CloseReason reason) {
        this.text = text;
        this.reason = reason;
    }

    /** Returns the end by the hub for that reason. */
    static RawEnd of(CloseReason reason) {
        return Objects.requireNonNull(BY_REASON.get(reason));
    }

    /** Returns the machine word. */
    String text() {
        return text;
    }
}
