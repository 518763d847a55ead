package dev.maestro.server.namespace;

import dev.maestro.protocol.command.PtyExit;
import dev.maestro.protocol.command.PtyOutput;
import dev.maestro.protocol.command.PtyResize;
import dev.maestro.protocol.command.RegisterTerminal;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.domain.session.SpawnService;
import dev.maestro.server.namespace.event.ClientCatalogue;
import dev.maestro.server.namespace.event.ClientEvents;
import dev.maestro.server.namespace.event.EventAnswer;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;
import dev.maestro.server.terminal.Registration;
import dev.maestro.server.terminal.TerminalService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What owners of terminals say: desktops on {@code /ui}, agents on {@code /cli}.
 *
 * <p>Spec: docs/protocol/terminal.md, "Owners".
 */
final class OwnerEvents {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerEvents.class);

    private final TerminalService terminals;
    private final Backend backend;
    private final SpawnService spawns;

    private OwnerEvents(TerminalService terminals, Backend backend, SpawnService spawns) {
        this.terminals = terminals;
        this.backend = backend;
        this.spawns = spawns;
    }

    /** Takes these events in a namespace. */
    static void register(
            HubNamespace namespace,
            ClientEvents events,
            NamespaceParts parts,
            TerminalService terminals,
            SpawnService spawns) {
        OwnerEvents owners = new OwnerEvents(terminals, parts.backend(), spawns);
        namespace.addConnectListener(client -> owners.connected((HubClient) client));
        namespace.addDisconnectListener(client -> terminals.ownerGone(owners.owner((HubClient) client)));
        events.on(ClientCatalogue.TERMINAL_REGISTER, parts.pools().waiting(), owners::register);
        events.onAtOnce(ClientCatalogue.TERMINAL_OUTPUT, owners::output);
        events.onAtOnce(ClientCatalogue.PTY_RESIZE, owners::resized);
        events.onAtOnce(ClientCatalogue.TERMINAL_EXIT, owners::exit);
    }

    private SocketOwner owner(HubClient client) {
        return new SocketOwner(client, terminals);
    }

    private void connected(HubClient client) {
        InputBacklog.begin(client);
        AccessChanges.then(client, () -> endLost(owner(client)));
        if (client.recovered()) {
            terminals.ownerBack(owner(client));
            endLost(owner(client));
        }
    }

    /** Ends the terminals an owner may not have any more: nobody else has their PTYs. */
    private void endLost(SocketOwner owner) {
        terminals.endOf(owner, projectId -> !owner.mayOwnIn(projectId));
    }

    private void register(HubClient client, RegisterTerminal asked, EventAnswer answer) {
        SocketOwner owner = owner(client);
        requireMayOwn(owner);
        String projectId = projectOf(client, asked.sessionId());
        // A terminal that is here may be had again, whatever became of its session meanwhile.
        if (!terminals.knows(owner, asked)) {
            spawns.requireStartable(Principals.caller(client), asked.sessionId(), claimant(client));
        }
        Registration registered = terminals.register(owner, asked, projectId);
        try {
            started(client, asked.sessionId(), registered);
            requireMayOwn(owner);
            projectOf(client, asked.sessionId());
        } catch (HubException | BackendUnavailableException e) {
            withdraw(owner, asked, registered);
            throw e;
        }
        answer.succeed(Json.mapper()
                .createObjectNode()
                .put("position", registered.position())
                .put("resumed", registered.resumed())
                .put("credit", registered.credit()));
    }

    /** Whoever has a session's terminal has started the session. */
    private void started(HubClient client, String sessionId, Registration registered) {
        if (registered.resumed()) {
            spawns.goesOn(Principals.caller(client), sessionId);
        } else {
            spawns.started(Principals.caller(client), sessionId, claimant(client));
        }
    }

    /** Returns as whom a client takes an offer; null for a session's own agent, whoever took it. */
    private static @Nullable String claimant(HubClient client) {
        return SocketScope.of(client).sessionId() == null ? client.socket().id() : null;
    }

    /**
     * Undoes a registration whose session cannot be started after all. One that was here before ends by itself; but while
     * it was on its way from another node, nobody told it that its session is deleted.
     */
    private void withdraw(SocketOwner owner, RegisterTerminal asked, Registration registered) {
        endLost(owner);
        if (terminals.projectOf(owner, asked.ptyId()).isEmpty()) {
            return;
        }
        if (isDeleted(asked.sessionId())) {
            terminals.end(asked.sessionId(), "session_deleted");
        } else if (!registered.resumed()) {
            terminals.end(asked.sessionId(), "owner_disconnected");
        }
    }

    private boolean isDeleted(String sessionId) {
        try {
            return backend.find(DocumentKey.of(DocumentKind.SESSION, sessionId)).isEmpty();
        } catch (BackendUnavailableException e) {
            LOG.atDebug().addKeyValue("session", sessionId).setCause(e).log("it is not known whether it is deleted");
            return false;
        }
    }

    private void output(HubClient client, PtyOutput output, EventAnswer answer) {
        SocketOwner owner = requireRight(client, output.ptyId());
        terminals.output(
                owner,
                output,
                answer.awaited(),
                position -> answer.succeed(Json.mapper().createObjectNode().put("position", position)));
    }

    private void resized(HubClient client, PtyResize size, EventAnswer answer) {
        SocketOwner owner = requireRight(client, size.ptyId());
        terminals.resized(owner, size);
        answer.succeed(Json.mapper().createObjectNode());
    }

    private void exit(HubClient client, PtyExit exit, EventAnswer answer) {
        SocketOwner owner = requireRight(client, exit.ptyId());
        terminals.exit(owner, exit);
        answer.succeed(Json.mapper().createObjectNode());
    }

    private static void requireMayOwn(SocketOwner owner) {
        if (!owner.mayOwn()) {
            throw HubException.of(ErrorCode.FORBIDDEN, "terminals are for those who may type into them");
        }
    }

    private String projectOf(HubClient client, String sessionId) {
        String projectId = backend.find(DocumentKey.of(DocumentKind.SESSION, sessionId))
                .map(session -> session.projectId())
                .filter(Principals.of(client)::maySee)
                .orElseThrow(() -> HubException.of(ErrorCode.NOT_FOUND, "Session not found"));
        if (!SocketScope.of(client).includes(projectId, sessionId)) {
            throw HubException.of(ErrorCode.FORBIDDEN, "this socket may run the terminal of its own session only");
        }
        return projectId;
    }

    /** Refuses what is said of a terminal that is not the client's, or that it may not have any more. */
    private SocketOwner requireRight(HubClient client, String ptyId) {
        SocketOwner owner = owner(client);
        requireMayOwn(owner);
        if (terminals.projectOf(owner, ptyId).filter(owner::mayOwnIn).isEmpty()) {
            throw HubException.of(ErrorCode.NOT_FOUND, "You have no terminal " + ptyId);
        }
        return owner;
    }
}
