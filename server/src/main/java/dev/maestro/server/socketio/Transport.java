package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;

/** The writing side of an engine session's connection; used on the session's event loop only. */
interface Transport {
    /** Takes a message, and one reference of it, to send at the next {@link #flush}. */
    void send(Outgoing message);

    /** Sends what waits, as far as the other end lets it. */
    void flush();

    /** Returns how many bytes have been taken and not yet left the process; small amounts may count as 0. */
    long waitingBytes();

    /** Sends what waits, says goodbye and lets go of the connection when the client has it all. */
    void closeAfterFlush(DisconnectReason reason);

    /** Drops what waits and lets go of the connection at once. */
    void closeNow(DisconnectReason reason);
}
