package dev.maestro.server.rawsocket;

import dev.maestro.protocol.error.Goodbye;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What differs between the families of plain WebSockets: how one connection's client is spoken with, and what it wants to
 * hear of what it may see.
 *
 * <p>Threads: confined to the connection's event loop.
 */
interface Conversation {
    /** Returns what the client is told before anything else; empty when it speaks first. */
    Optional<JsonBytes> greeting();

    /**
     * Returns the reply to one message, having done what it asks; empty when the reply comes later.
     *
     * @param utf8 a whole text message
     * @param refresh takes a token that is to take the place of the connection's own, and replies
     */
    Optional<JsonBytes> answer(byte[] utf8, Consumer<String> refresh);

    /** Returns what the client is told whose message is refused. */
    JsonBytes mistake(HubException refusal);

    /** Returns the reply to a token that was taken; {@code expiresAt} is null for one that does not end. */
    JsonBytes refreshed(@Nullable Instant expiresAt);

    /** Returns what the hub tells this client beside events, such as the end of its token. */
    JsonBytes notice(String name, JsonBytes data, long timestamp);

    /** Returns what this client is told before the hub closes on it; empty when the close frame has to do. */
    Optional<JsonBytes> goodbye(Goodbye goodbye);

    /** Returns whether this client wants a message of its family that it may see. */
    boolean wants(RawMessage message);
}
