package dev.maestro.server.socketio;

import dev.maestro.protocol.socketio.SocketPacketEncoder;
import java.util.Set;

/** A broadcast as it goes to every event loop; each loop owns one reference of the message. */
record EncodedBroadcast(String namespace, Set<String> rooms, Set<String> emptied, long sequence, Outgoing message) {
    static EncodedBroadcast of(Broadcast broadcast) {
        return new EncodedBroadcast(
                broadcast.namespace(),
                broadcast.rooms(),
                broadcast.emptied(),
                broadcast.sequence(),
                Outgoing.packet(
                        SocketPacketEncoder.event(broadcast.namespace(), null, broadcast.event(), broadcast.args())));
    }
}
