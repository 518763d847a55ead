package dev.maestro.protocol.error;

/**
 * Why a link or a socket ended.
 *
 * <p>The code is the WebSocket close code (RFC 6455, 7.4); those from 4000 are ours. The text is what Socket.IO calls
 * the reason, where it has one.
 */
public enum DisconnectReason {
    /** The client left the namespace. */
    CLIENT_LEFT(1000, "client namespace disconnect", false, false),
    /** The hub put the socket out of the namespace. */
    SERVER_LEFT(1000, "server namespace disconnect", false, false),
    /** The other end closed the connection, or it broke. */
    TRANSPORT_CLOSE(1000, "transport close", true, true),
    /** Reading from or writing to the connection failed, or a polling client asked twice at once. */
    TRANSPORT_ERROR(1011, "transport error", true, true),
    /** No answer to a ping within the timeout. */
    PING_TIMEOUT(4001, "ping timeout", true, true),
    /** Something came that is no packet, or is none that may come now. */
    PARSE_ERROR(1002, "parse error", true, true),
    /** A message was larger than the limit. */
    TOO_LARGE(1009, "message too large", true, true),
    /** No namespace was joined within the connect timeout. */
    CONNECT_TIMEOUT(4002, "connect timeout", true, false),
    /** More was queued for the client than the high-water mark allows. */
    SLOW_CONSUMER(4003, "slow consumer", true, true),
    /** Events were lost before they were sent: the client must read anew what it holds. */
    RESYNC(1012, "resync", true, false),
    /** The token ended, and no other came in time. */
    AUTH_EXPIRED(4004, "authentication expired", true, true),
    /** The client may not be there any more: its session has ended, or its right was taken. */
    ACCESS_REVOKED(4005, "access revoked", false, false),
    /** The client was over its limits for too long. */
    BANNED(4006, "banned", false, false),
    /** The hub stops. */
    SERVER_SHUTDOWN(1001, "server shutting down", true, true);

    private final int code;
    private final String text;
    private final boolean mayReconnect;
    private final boolean recoverable;

    DisconnectReason(int code, String text, boolean mayReconnect, boolean recoverable) {
        this.code = code;
        this.text = text;
        this.mayReconnect = mayReconnect;
        this.recoverable = recoverable;
    }

    /** Returns the WebSocket close code. */
    public int code() {
        return code;
    }

    /** Returns the reason in words, at most 123 bytes as a close frame demands. */
    public String text() {
        return text;
    }

    /** Returns whether the client does well to come back by itself. */
    public boolean mayReconnect() {
        return mayReconnect;
    }

    /** Returns whether a client that comes back in time may go on where it was cut off. */
    public boolean recoverable() {
        return recoverable;
    }
}
