package dev.maestro.server.edge;

import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.TrustedProxies;
import dev.maestro.server.limit.AddressKey;
import dev.maestro.server.limit.ConnectionCounts;
import dev.maestro.server.limit.Seat;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections an address may have. Loopback addresses and trusted proxies may have any number: many stand
 * behind them.
 *
 * <p>Threads: thread-safe.
 */
final class AddressLimit {
    static final Problem TOO_MANY =
            Problem.of(HubException.rateLimited("Too many connections from this address", 1000));

    private static final Logger LOG = LoggerFactory.getLogger(AddressLimit.class);

    private final TrustedProxies proxies;
    private final int most;
    private final ConnectionCounts counts = new ConnectionCounts();

    AddressLimit(TrustedProxies proxies, int most) {
        this.proxies = proxies;
        this.most = most;
    }

    /** Counts a connection until it is closed; returns false if it is one too many. */
    boolean seat(Channel channel, InetAddress address) {
        Optional<Seat> seat = take(address);
        seat.ifPresent(taken -> channel.closeFuture().addListener(closed -> taken.close()));
        return seat.isPresent();
    }

    /** Takes a seat; empty if it is one too many. */
    Optional<Seat> take(InetAddress address) {
        if (address.isLoopbackAddress() || proxies.include(address)) {
            return Optional.of(Seat.uncounted());
        }
        Optional<Seat> seat = counts.take(AddressKey.of(address), most);
        if (seat.isEmpty()) {
            LOG.atDebug()
                    .addKeyValue("client", address)
                    .addKeyValue("limit", most)
                    .log("too many connections");
        }
        return seat;
    }
}
