package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;

/** The writing side of an engine session's connection; used on the session's event loop only. */
interface Transport {
    /** Takes a message, and one reference of it, to send at the next {@link #flush}. */
    void send(Outgoing message, MessageClass kind);

    /** Sends what waits, as far as the other end lets it. */
    void flush();

    /** Returns whether the client keeps up: what is sent now does not wait behind much else. */
    boolean writable();

    /** Returns how many bytes have been taken and not yet left the process. */
    long waitingBytes();

    /** Returns how many messages wait because the client does not take them. */
    int waitingMessages();

    /** Drops the volatile messages that wait. */
    void dropVolatile();

    /** Drops all that waits here; returns whether the client can still be told something before it is let go. */
    boolean makeRoom();

    /** Sends what waits, says goodbye and lets go of the connection when the client has it all. */
    void closeAfterFlush(DisconnectReason reason);

    /** Drops what waits and lets go of the connection at once. */
    void closeNow(DisconnectReason reason);
}
