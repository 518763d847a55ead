package dev.maestro.server.socketio;

import dev.maestro.protocol.engineio.PacketFormatException;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.error.Goodbye;
import java.util.function.Predicate;

/** What an engine session carries; called on the session's event loop. */
interface MessageHandler {
    /** A text message came; {@link PacketFormatException} closes the session. */
    void text(String message);

    /** A binary message came; {@link PacketFormatException} closes the session. */
    void binary(byte[] message);

    /**
     * The hub is about to end the session: tells whoever is there by {@link EngineSession#sendLast}.
     *
     * @return whether anybody was told
     */
    boolean goodbye(Goodbye goodbye);

    /** Returns whether the client has a socket that is so. */
    boolean has(Predicate<Socket> claim);

    /** The session ended; nothing comes any more and nothing can be sent. */
    void closed(DisconnectReason reason);
}
