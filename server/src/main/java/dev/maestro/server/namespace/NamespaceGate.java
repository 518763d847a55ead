package dev.maestro.server.namespace;

import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.limit.AddressKey;
import dev.maestro.server.limit.SocketLimits;
import dev.maestro.server.limit.Verdict;
import dev.maestro.server.namespace.event.EventLimit;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.Objects;

/**
 * What each socket of one class of namespaces may take of the hub: a place among its principal's connections, and a gate
 * for its events.
 *
 * <p>Whoever goes on though it was told to wait is banned. Nobody bans the local person: there only the socket is put
 * out. A socket that has not said who it is answers for itself alone.
 *
 * <p>Threads: thread-safe. Spec: docs/protocol/limits.md.
 */
public final class NamespaceGate implements EventLimit {
    private static final String KEY = "namespace.pass";
    private static final long SOON_MILLIS = 1000;

    private final SocketLimits limits;
    private final ConnectionSeats seats;
    private final boolean aloud;

    private NamespaceGate(SocketLimits limits, boolean aloud) {
        this.limits = limits;
        this.seats = new ConnectionSeats(limits);
        this.aloud = aloud;
    }

    /** Returns the gate of native namespaces; they share the limits with raw sockets. */
    public static NamespaceGate ofNative(SocketLimits limits) {
        return new NamespaceGate(limits, false);
    }

    /** Returns the gate of portal namespaces, where every refusal is told as an event, too. */
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
        client.set(KEY, new SocketPass(seats, client.connection(), limits.gate(address, true)));
    }

    /**
     * Counts a socket as its principal's from now on.
     *
     * @throws HubException {@code rate_limited} if that has too many connections
     */
    void know(HubClient client, Principal principal) {
        boolean local = isLocal(principal);
        if (!pass(client).become(principal.key(), local, limits.gate(principal.key(), local))) {
            throw tooMany();
        }
    }

    /** Counts a socket no more: it is gone. */
    void end(HubClient client) {
        pass(client).end();
    }

    @Override
    public Verdict admit(HubClient client) {
        return pass(client).gate().admit();
    }

    @Override
    public boolean aloud() {
        return aloud;
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
