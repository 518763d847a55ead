package dev.maestro.server.namespace;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.limit.AddressKey;
import dev.maestro.server.limit.Bans;
import dev.maestro.server.limit.Gate;
import dev.maestro.server.limit.GateRules;
import dev.maestro.server.limit.Gates;
import dev.maestro.server.limit.Verdict;
import dev.maestro.server.namespace.event.EventLimit;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * How much the sockets of one kind of namespace may say, and how many connections a principal may have there.
 *
 * <p>Whoever goes on though it was told to wait is banned. Nobody bans the local person: there only the socket is put
 * out. A socket that has not said who it is answers for itself alone.
 *
 * <p>Threads: thread-safe. Spec: docs/protocol/limits.md.
 */
public final class NamespaceGate implements EventLimit {
    private static final String KEY = "namespace.pass";

    private final Gates gates;
    private final Bans bans;
    private final ConnectionSeats seats;
    private final boolean portal;

    private NamespaceGate(GateRules rules, int connections, boolean portal, LongSupplier nanos) {
        this.gates = new Gates(rules, nanos);
        this.bans = rules.bans();
        this.seats = new ConnectionSeats(connections);
        this.portal = portal;
    }

    /**
     * Returns the limits of native namespaces: each socket has the rate to itself.
     *
     * @param connections the most connections of one principal
     * @param nanos the time, on the scale of {@link System#nanoTime}
     */
    public static NamespaceGate ofNative(GateRules rules, int connections, LongSupplier nanos) {
        return new NamespaceGate(rules, connections, false, nanos);
    }

    /** Returns the limits of portal namespaces: all sockets of a user share the rate, and every refusal is an event. */
    public static NamespaceGate ofPortal(GateRules rules, int connections, LongSupplier nanos) {
        return new NamespaceGate(rules, connections, true, nanos);
    }

    /**
     * Checks that a principal may come in on a connection.
     *
     * @throws HubException {@code rate_limited} if it is banned, or has too many connections
     */
    void check(HubClient client, Principal principal) {
        if (!isSpared(principal)) {
            bans.check(principal.key()).orRefuse();
        }
        if (!seats.isFree(client.connection(), principal.key())) {
            throw tooMany();
        }
    }

    /** Begins to count a socket that has not said who it is; what it says counts against itself. */
    void begin(HubClient client) {
        String address = "address:" + AddressKey.of(client.facts().peer());
        client.set(KEY, new SocketPass(seats, client.connection(), gates.open(address, true)));
    }

    /**
     * Counts a socket as its principal's from now on.
     *
     * @throws HubException {@code rate_limited} if that has too many connections
     */
    void know(HubClient client, Principal principal) {
        boolean spared = isSpared(principal);
        Gate gate = portal && !spared ? gates.shared(principal.key(), false) : gates.open(principal.key(), spared);
        if (!pass(client).become(principal.key(), gate)) {
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
        return portal;
    }

    private HubException tooMany() {
        return HubException.of(
                ErrorCode.RATE_LIMITED,
                "Too many connections: you have " + seats.most() + " already, the most there may be");
    }

    private static boolean isSpared(Principal principal) {
        return principal.kind() == Principal.Kind.LOCAL;
    }

    private static SocketPass pass(HubClient client) {
        return Objects.requireNonNull(client.get(KEY), "begin() comes first");
    }
}
