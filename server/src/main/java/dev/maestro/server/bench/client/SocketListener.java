package dev.maestro.server.bench.client;

import io.netty.buffer.ByteBuf;

/** Hears what becomes of a socket, on the socket's event loop; must not block. */
public interface SocketListener {
    /** The namespace has let it in; called once at most. */
    void admitted(LightSocket socket);

    /**
     * An event came.
     *
     * @param frame the whole text as it stood on the wire, {@code 42…}; the listener's during the call only
     */
    void event(LightSocket socket, ByteBuf frame);

    /**
     * The socket is over, or never came in; called once, the last of all.
     *
     * @param reason a few words without ids, so that reasons can be counted
     */
    void ended(LightSocket socket, String reason);
}
