package dev.maestro.server.cluster.terminal;

import dev.maestro.protocol.command.RegisterTerminal;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.backend.Lease;
import dev.maestro.server.backend.Registry;
import dev.maestro.server.cluster.Cluster;
import dev.maestro.server.cluster.ClusterNode;
import dev.maestro.server.terminal.HandedOver;
import dev.maestro.server.terminal.Registration;
import dev.maestro.server.terminal.TerminalOwner;
import dev.maestro.server.terminal.Terminals;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has terminals at the node to which their owners come, and each at one node only.
 *
 * <p>Whoever has it decides, by the rules of {@link Terminals#register}, and gives its entry to the other node before it
 * lets go. So at no moment it is nobody's or two nodes'.
 *
 * <p>Threads: thread-safe; blocks.
 */
final class Registrations {
    private static final Logger LOG = LoggerFactory.getLogger(Registrations.class);

    /** Longer than an ask takes. */
    private static final Duration PATIENCE = Duration.ofSeconds(7);

    private static final Duration HAND_OVER_PATIENCE = Duration.ofSeconds(2);

    private final Cluster cluster;
    private final Terminals local;
    private final Holdings holdings;
    private final Clock clock;

    Registrations(Cluster cluster, Terminals local, Holdings holdings, Clock clock) {
        this.cluster = cluster;
        this.local = local;
        this.holdings = holdings;
        this.clock = clock;
        cluster.peers().onAsk(Wire.HAND_OVER, (from, body) -> handOverLater(Wire.Wanted.of(body)));
    }

    Registration register(TerminalOwner owner, RegisterTerminal asked, String projectId) {
        Terminals.check(asked);
        return holdings.alone(asked.sessionId(), PATIENCE, () -> registerAlone(owner, asked, projectId));
    }

    private Registration registerAlone(TerminalOwner owner, RegisterTerminal asked, String projectId) {
        String sessionId = asked.sessionId();
        boolean here = local.find(sessionId).isPresent();
        if (here && holdings.has(sessionId)) {
            return local.register(owner, asked, projectId);
        }
        if (!owner.connected()) {
            throw HubException.of(ErrorCode.UNAVAILABLE, "the connection has ended");
        }
        // The other node lets go for good.
        local.requireRoomFor(owner, asked);
        Lease lease = holdings.lease();
        Note note = Note.of(asked, projectId, owner.principal(), clock.millis());
        Registry.Entry other = holdings.claim(lease, note);
        HandedOver handed = null;
        if (other != null) {
            if (here) {
                // While this node was cut off another has taken it.
                var unused = local.letGo(sessionId);
            }
            handed = taken(lease, other, owner, asked, projectId);
            holdings.took(lease, note);
        }
        return registerHere(owner, asked, projectId, handed);
    }

    private Registration registerHere(
            TerminalOwner owner, RegisterTerminal asked, String projectId, @Nullable HandedOver handed) {
        try {
            return local.register(owner, asked, projectId, handed);
        } catch (HubException e) {
            boolean kept = handed != null && local.keep(owner, asked, projectId, handed);
            if (!kept && local.find(asked.sessionId()).isEmpty()) {
                holdings.undo(asked.sessionId());
            }
            throw e;
        }
    }

    /** Has another node give a terminal to this one; null if there is nothing of it that goes on. */
    private @Nullable HandedOver taken(
            Lease lease, Registry.Entry other, TerminalOwner owner, RegisterTerminal asked, String projectId) {
        String from = ClusterNode.idOf(other.holder());
        Wire.Wanted wanted = new Wire.Wanted(lease, asked, projectId, owner.principal(), owner.socketId());
        try {
            byte[] answer = cluster.peers()
                    .ask(from, Wire.HAND_OVER, wanted.bytes())
                    .toCompletableFuture()
                    .join();
            return Wire.handedOver(answer);
        } catch (CompletionException e) {
            if (e.getCause() instanceof HubException refusal) {
                throw refusal;
            }
            throw e;
        }
    }

    private CompletionStage<byte[]> handOverLater(Wire.Wanted wanted) {
        return CompletableFuture.supplyAsync(
                () -> holdings.alone(
                        wanted.asked().sessionId(), HAND_OVER_PATIENCE, () -> Wire.bytes(handOver(wanted))),
                cluster.waiting());
    }

    private @Nullable HandedOver handOver(Wire.Wanted wanted) {
        RegisterTerminal asked = wanted.asked();
        String sessionId = asked.sessionId();
        boolean here = local.requireTakeable(wanted.principal(), wanted.socketId(), asked);
        holdings.give(wanted.by(), Note.of(asked, wanted.projectId(), wanted.principal(), clock.millis()));
        LOG.atInfo()
                .addKeyValue("session", sessionId)
                .addKeyValue("to", wanted.by().name())
                .log("terminal handed over");
        if (!here) {
            return null;
        }
        boolean goesOn = local.ptyOf(sessionId).filter(asked.ptyId()::equals).isPresent();
        if (goesOn) {
            return local.letGo(sessionId).orElse(null);
        }
        local.end(sessionId, "replaced");
        return null;
    }
}
