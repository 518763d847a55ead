package dev.maestro.server.edge;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundInvoker;

/** Writes whose failure ends the connection: after a part that did not go out nothing that follows makes sense. */
final class Outbound {
    private Outbound() {}

    /** Writes without flushing; takes ownership of the message. */
    static void write(ChannelOutboundInvoker to, Object message) {
        to.write(message).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    /** Writes and flushes; takes ownership of the message. */
    static void writeAndFlush(ChannelOutboundInvoker to, Object message) {
        to.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    /** Closes; a close that fails leaves nothing that could still be done. */
    static void close(ChannelOutboundInvoker connection) {
        var unused = connection.close();
    }
}
