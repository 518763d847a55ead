package dev.maestro.server.namespace;

import dev.maestro.server.limit.AddressKey;
import dev.maestro.server.limit.ConnectionCounts;
import dev.maestro.server.limit.Seat;
import dev.maestro.server.socketio.adapter.HubClient;
import java.net.InetAddress;
import java.util.Optional;

/**
 * How many sockets of one address may be in namespaces without saying who they are: each may hold a namespace of its own.
 *
 * <p>Threads: thread-safe.
 */
final class Strangers {
    private static final String KEY = "namespace.stranger";
    private static final int MOST = 50;
    // A proxy that is not trusted brings everybody under one address.
    private static final int MOST_BY_LOOPBACK = 500;

    private final ConnectionCounts counts = new ConnectionCounts();

    /** Counts a socket that has just come; returns false, having counted nothing, when there are too many. */
    boolean take(HubClient client) {
        InetAddress address = client.facts().client();
        int most = address.isLoopbackAddress() ? MOST_BY_LOOPBACK : MOST;
        Optional<Seat> seat = counts.take(AddressKey.of(address), most);
        seat.ifPresent(taken -> client.set(KEY, taken));
        return seat.isPresent();
    }

    /** Counts a socket no more: it is known, or gone. Again does nothing. */
    void release(HubClient client) {
        Seat seat = client.get(KEY);
        if (seat != null) {
            seat.close();
        }
    }
}
