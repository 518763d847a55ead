package dev.maestro.server.namespace;

import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.limit.AddressKey;
import dev.maestro.server.limit.Gate;
import dev.maestro.server.limit.SocketLimits;
import dev.maestro.server.limit.Verdict;
import dev.maestro.server.namespace.event.EventLimit;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What the sockets of one class of namespaces may take of the hub: a place among their principal's connections, and a
 * gate for their events. On native namespaces each socket has a gate to itself; on the portal all sockets of a principal
 * share one, so that many namespaces or connections are no way around it.
 *
 * <p>Whoever goes on though it was told to wait is banned. Nobody bans the local person, whose sockets have a gate each:
 * there only the socket is put out. A socket that has not said who it is answers for itself alone.
 *
 * <p>Threads: thread-safe. Spec: docs/protocol/limits.md.
 */
public final class NamespaceGate implements EventLimit {
    private static final String KEY = "namespace.pass";
    private static final long SOON_MILLIS = 1000;

    private final SocketLimits limits;
    private final ConnectionSeats seats;
    private final Strangers strangers = new Strangers();
    private final boolean portal;

    private NamespaceGate(SocketLimits limits, boolean portal) {
        this.limits = limits;
        this.seats = new ConnectionSeats(limits);
        this.portal = portal;
    }

    /** Returns the gate of native namespaces; they share the limits with raw sockets. */
    public static NamespaceGate ofNative(SocketLimits limits) {
        return new NamespaceGate(limits, false);
    }

    /** Returns the gate of portal namespaces, where a principal's sockets share the rate. */
    public static NamespaceGate ofPortal(SocketLimits limits) {
        return new NamespaceGate(limits, true);
    }

    /**
     * Checks that a principal may come in on a connection.
     *
     * @throws HubException {@code rate_limited} if it is banned, or has too many connections
     */
    void check(HubClient client, Principal principal) {
        if (!isLocal(principal)) {
            limits.check(principal.key()).orRefuse();
        }
        if (!seats.isFree(client.connection(), principal.key(), isLocal(principal))) {
            throw tooMany();
        }
    }

    /** Begins to count a socket that has not said who it is. */
    void begin(HubClient client) {
        String address = "address:" + AddressKey.of(client.facts().client());
        Gate own = limits.gate(address, true);
        client.set(KEY, new SocketPass(seats, client.connection(), () -> own));
    }

    /**
     * Counts a socket as its principal's from now on.
     *
     * @throws HubException {@code rate_limited} if that has too many connections
     */
    void know(HubClient client, Principal principal) {
        if (!pass(client).become(principal.key(), isLocal(principal), gateOf(principal))) {
            throw tooMany();
        }
    }

    private Supplier<Gate> gateOf(Principal principal) {
        String key = principal.key();
        if (portal && !isLocal(principal)) {
            return () -> limits.sharedGate(key);
        }
        Gate own = limits.gate(key, isLocal(principal));
        return () -> own;
    }

    /** Returns who counts sockets that have not said who they are. */
    Strangers strangers() {
        return strangers;
    }

    /** Counts a socket no more: it is gone. */
    void end(HubClient client) {
        pass(client).end();
    }

    @Override
    public Verdict admit(HubClient client) {
        return pass(client).gate().admit();
    }

    private HubException tooMany() {
        return HubException.rateLimited(
                "There are " + limits.most() + " connections of this user already", SOON_MILLIS);
    }

    private static boolean isLocal(Principal principal) {
        return principal.kind() == Principal.Kind.LOCAL;
    }

    private static SocketPass pass(HubClient client) {
        return Objects.requireNonNull(client.get(KEY), "begin() comes first");
    }
}
