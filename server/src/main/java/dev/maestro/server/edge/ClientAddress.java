package dev.maestro.server.edge;

import dev.maestro.server.rawsocket.RawSockets;
import dev.maestro.server.socketio.Handshake;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Whose connection it is, and whom it serves at the moment. Threads: confined to the connection's event loop. */
final class ClientAddress {
    private ClientAddress() {}

    /** Returns the other end of the TCP connection. */
    static InetAddress peer(Channel channel) {
        // A channel without an IP address, such as a Unix socket, is the machine itself.
        return channel.remoteAddress() instanceof InetSocketAddress inet
                ? inet.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    /** Remembers whom the request that came last is for, where the parts behind the front look for it. */
    static void remember(Channel channel, InetAddress client) {
        InetAddress other = client.equals(peer(channel)) ? null : client;
        // Most connections never have one, and an attribute would cost each of them.
        if (other != null || channel.hasAttr(Handshake.CLIENT)) {
            channel.attr(Handshake.CLIENT).set(other);
            channel.attr(RawSockets.CLIENT).set(other);
        }
    }

    /** Returns whom the request that came last is for. */
    static InetAddress of(Channel channel) {
        InetAddress other = channel.hasAttr(Handshake.CLIENT)
                ? channel.attr(Handshake.CLIENT).get()
                : null;
        return other == null ? peer(channel) : other;
    }
}
