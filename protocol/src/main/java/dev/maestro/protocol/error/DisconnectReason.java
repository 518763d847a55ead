package dev.maestro.protocol.error;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a link or a socket ended.
 *
 * <p>The code is the WebSocket close code (RFC 6455, 7.4); those from 4000 are ours. The text is what Socket.IO calls
 * the reason, where it has one. Those by which the hub ends something have a {@link #goodbye}.
 */
public enum DisconnectReason {
    /** The client left the namespace. */
    CLIENT_LEFT(1000, "client namespace disconnect", Retry.NEVER, false),
    /** The hub put the socket out of the namespace. */
    SERVER_LEFT(1000, "server namespace disconnect", Retry.NEVER, false, "put_out", "The hub put this socket out."),
    /** The other end closed the connection, or it broke. */
    TRANSPORT_CLOSE(1000, "transport close", Retry.NOW, true),
    /** Reading from or writing to the connection failed, or a polling client asked twice at once. */
    TRANSPORT_ERROR(1011, "transport error", Retry.NOW, true),
    /** No answer to a ping within the timeout. */
    PING_TIMEOUT(4001, "ping timeout", Retry.NOW, true),
    /** Something came that is no packet, or is none that may come now. */
    PARSE_ERROR(
            1002,
            "parse error",
            Retry.NOW,
            true,
            "protocol_error",
            "Something came that is no packet that may come now."),
    /** A message was larger than the limit. */
    TOO_LARGE(1009, "message too large", Retry.NOW, true, "too_large", "A message was larger than the hub takes."),
    /** No namespace was joined within the connect timeout. */
    CONNECT_TIMEOUT(4002, "connect timeout", Retry.NOW, false, "connect_timeout", "No namespace was joined in time."),
    /** More was queued for the client than the high-water mark allows. */
    SLOW_CONSUMER(
            4003,
            "slow consumer",
            Retry.NOW,
            true,
            "slow_consumer",
            "More waited for this client than the hub keeps; it comes back to what it missed."),
    /** Events were lost before they were sent: the client must read anew what it holds. */
    RESYNC(1012, "resync", Retry.NOW, false, "resync", "Events may have been lost: read anew what you hold."),
    /** The token ended, and no other came in time. */
    AUTH_EXPIRED(
            4004,
            "authentication expired",
            Retry.NOW,
            true,
            "auth_expired",
            "The token ended: come back with another."),
    /** The client may not be there any more: its session has ended, or its right was taken. */
    ACCESS_REVOKED(
            4005,
            "access revoked",
            Retry.NEVER,
            false,
            "access_revoked",
            "This may not be seen any more: its session has ended, or the right to it was taken."),
    /** The client was over its limits for too long. */
    BANNED(4006, "banned", Retry.LATER, false, "banned", "This went on over its limits though it was told to wait."),
    /** The client did not say who it is in time. */
    LOGIN_TIMEOUT(4007, "login timeout", Retry.NEVER, false, "login_timeout", "Nobody said in time who this is."),
    /** The project of the namespace is gone. */
    PROJECT_DELETED(4008, "project deleted", Retry.NEVER, false, "project_deleted", "The project was deleted."),
    /** There are as many as there may be. */
    TOO_MANY(4009, "too many connections", Retry.LATER, false, "rate_limited", "There are too many connections."),
    /** The hub could not do what it had to for this client. */
    FAILED(1011, "internal error", Retry.LATER, false, "internal", "The hub failed; its log says how."),
    /** The hub stops. */
    SERVER_SHUTDOWN(
            1001,
            "server shutting down",
            Retry.LATER,
            true,
            "server_shutdown",
            "The hub stops; another one, or this one started anew, has what was there.");

    private final int code;
    private final String text;
    private final Retry retry;
    private final boolean recoverable;
    private final @Nullable Goodbye goodbye;

    DisconnectReason(int code, String text, Retry retry, boolean recoverable) {
        this.code = code;
        this.text = text;
        this.retry = retry;
        this.recoverable = recoverable;
        this.goodbye = null;
    }

    DisconnectReason(int code, String text, Retry retry, boolean recoverable, String word, String sentence) {
        this.code = code;
        this.text = text;
        this.retry = retry;
        this.recoverable = recoverable;
        this.goodbye = Goodbye.of(word, sentence, retry);
    }

    /** Returns the WebSocket close code. */
    public int code() {
        return code;
    }

    /** Returns the reason in words, at most 123 bytes as a close frame demands. */
    public String text() {
        return text;
    }

    /** Returns whether the client does well to come back soon by itself, so that it counts as only away. */
    public boolean mayReconnect() {
        return retry == Retry.NOW || recoverable;
    }

    /** Returns whether a client that comes back in time may go on where it was cut off. */
    public boolean recoverable() {
        return recoverable;
    }

    /** Returns what the client is told first; empty when it ended things itself, or cannot hear. */
    public Optional<Goodbye> goodbye() {
        return Optional.ofNullable(goodbye);
    }
}
