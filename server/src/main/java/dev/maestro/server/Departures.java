package dev.maestro.server;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.domain.presence.AgentPresence;
import dev.maestro.server.drain.Departing;
import dev.maestro.server.namespace.CliNamespace;
import dev.maestro.server.rawsocket.RawSockets;
import dev.maestro.server.socketio.Engine;
import dev.maestro.server.socketio.SessionBatches;
import dev.maestro.server.socketio.Socket;
import dev.maestro.server.terminal.TerminalService;
import dev.maestro.server.terminal.Terminals;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Those who are connected to one hub, as they leave when it stops. The port stays open until they have: a client that polls
 * comes by a new connection to hear why. Threads: confined to whoever stops the hub.
 */
final class Departures implements Departing {
    private static final String SHUTDOWN = "server:shutdown";
    private static final int MAX_RECONNECT_AFTER_MS = 5_000;

    private final Engine engine;
    private final RawSockets rawSockets;
    private final Owned owned;
    private final Clock clock;

    /** Sockets that owned terminals when nobody came in any more. */
    private volatile Set<String> owners = Set.of();

    /** Set when nobody comes in any more. */
    private volatile @Nullable SessionBatches batches;

    /**
     * What agents and owners leave behind.
     *
     * @param terminals of all hubs
     * @param here those of this hub
     * @param elsewhere whether there is another hub
     */
    record Owned(TerminalService terminals, Terminals here, AgentPresence presence, BooleanSupplier elsewhere) {}

    /**
     * What a client is told.
     *
     * @param timestamp when, epoch milliseconds
     * @param reconnectAfter how long it should wait, in milliseconds, so that not all come back at once
     */
    private record Shutdown(long timestamp, int reconnectAfter) {}

    Departures(Engine engine, RawSockets rawSockets, Owned owned, Clock clock) {
        this.engine = engine;
        this.rawSockets = rawSockets;
        this.owned = owned;
        this.clock = clock;
    }

    @Override
    public void refuse() {
        engine.refuse();
        rawSockets.refuse();
        // Terminals that nobody takes over are given up first, and have no owners then.
        owners = owned.here().owners();
        batches = engine.batches(this::isLast);
    }

    private boolean isLast(Socket socket) {
        return socket.namespace().equals(CliNamespace.NAME) || owners.contains(socket.id());
    }

    @Override
    public void announce() {
        long now = clock.millis();
        engine.emitToAll(SHUTDOWN, () -> shutdown(now));
        rawSockets.tellEverybody(SHUTDOWN, () -> shutdown(now), now);
    }

    private static JsonBytes shutdown(long now) {
        return JsonBytes.of(new Shutdown(now, ThreadLocalRandom.current().nextInt(MAX_RECONNECT_AFTER_MS + 1)));
    }

    @Override
    public boolean goesOnElsewhere() {
        return owned.elsewhere().getAsBoolean();
    }

    @Override
    public int present() {
        return engine.linkCount() + rawSockets.linkCount();
    }

    @Override
    public void letGo(int most) {
        SessionBatches here = batches;
        if (here != null) {
            here.end(most);
        }
        rawSockets.letGo(most);
    }

    @Override
    public int ordinary() {
        SessionBatches here = batches;
        return (here == null ? engine.linkCount() : here.left()) + rawSockets.linkCount();
    }

    @Override
    public void giveTerminalsUp() {
        owned.terminals().close();
    }

    /** That the hub puts agents out is not that they are lost. */
    @Override
    public void letGoAll() {
        owned.presence().stop();
        rawSockets.close();
        // How far that has got is what is present.
        var unused = engine.close();
    }
}
