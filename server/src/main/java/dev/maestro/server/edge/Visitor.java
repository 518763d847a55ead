package dev.maestro.server.edge;

import dev.maestro.server.limit.Seat;
import dev.maestro.server.measure.Tally;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one connection which of its requests are welcome, and finds out whom each is for.
 *
 * <p>A trusted proxy's connection serves many clients in turn, until one makes a WebSocket of it: that one is counted
 * under its own address from then on.
 *
 * <p>Threads: confined to the connection's event loop.
 */
final class Visitor {
    private final EdgeRules rules;
    private final AddressLimit addresses;
    private final Tally<EdgeRule> refusals;
    private @Nullable Seat upgrading;
    private boolean watched;

    Visitor(EdgeRules rules, AddressLimit addresses, Tally<EdgeRule> refusals) {
        this.rules = rules;
        this.addresses = addresses;
        this.refusals = refusals;
    }

    /** Returns why a well-formed request is refused, empty when it may go on. */
    Optional<Problem> fault(Channel channel, HttpRequest request) {
        Optional<EdgeRules.Fault> fault = rules.fault(request);
        if (fault.isPresent()) {
            refusals.count(fault.get().rule());
            return Optional.of(fault.get().problem());
        }
        InetAddress peer = ClientAddress.peer(channel);
        HttpHeaders headers = request.headers();
        InetAddress client =
                rules.proxies().clientOf(peer, headers.getAll("X-Forwarded-For"), headers.getAll("Forwarded"));
        ClientAddress.remember(channel, client);
        if (client.equals(peer) || !WebSocketUpgrade.isAsked(request)) {
            return Optional.empty();
        }
        Optional<Seat> seat = addresses.take(client);
        upgrading = seat.orElse(null);
        if (!watched) {
            watched = true;
            channel.closeFuture().addListener(closed -> answered());
        }
        if (seat.isPresent()) {
            return Optional.empty();
        }
        refusals.count(EdgeRule.ADDRESS_CONNECTIONS);
        return Optional.of(AddressLimit.TOO_MANY);
    }

    /** Ends the count of a WebSocket that is gone, or was answered anything but yes. */
    void answered() {
        if (upgrading != null) {
            upgrading.close();
            upgrading = null;
        }
    }
}
