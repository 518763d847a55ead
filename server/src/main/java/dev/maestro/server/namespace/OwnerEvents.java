package dev.maestro.server.namespace;

import dev.maestro.protocol.command.PtyExit;
import dev.maestro.protocol.command.PtyOutput;
import dev.maestro.protocol.command.PtyResize;
import dev.maestro.protocol.command.RegisterTerminal;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.domain.session.SpawnService;
import dev.maestro.server.namespace.event.ClientCatalogue;
import dev.maestro.server.namespace.event.ClientEvents;
import dev.maestro.server.namespace.event.EventAnswer;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;
import dev.maestro.server.terminal.Registration;
import dev.maestro.server.terminal.Terminals;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What owners of terminals say: desktops on {@code /ui}, agents on {@code /cli}.
 *
 * <p>Spec: docs/protocol/terminal.md, "Owners".
 */
final class OwnerEvents {
    private static final String PROJECTS = "namespace.pty-projects";

    private final Terminals terminals;
    private final Backend backend;
    private final SpawnService spawns;

    private OwnerEvents(Terminals terminals, Backend backend, SpawnService spawns) {
        this.terminals = terminals;
        this.backend = backend;
        this.spawns = spawns;
    }

    /** Takes these events in a namespace. */
    static void register(
            HubNamespace namespace,
            ClientEvents events,
            NamespaceParts parts,
            Terminals terminals,
            SpawnService spawns) {
        OwnerEvents owners = new OwnerEvents(terminals, parts.backend(), spawns);
        namespace.addConnectListener(client -> owners.connected((HubClient) client));
        namespace.addDisconnectListener(client -> terminals.ownerGone(new SocketOwner((HubClient) client).socketId()));
        events.on(ClientCatalogue.TERMINAL_REGISTER, owners::register);
        events.onAtOnce(ClientCatalogue.TERMINAL_OUTPUT, owners::output);
        events.onAtOnce(ClientCatalogue.PTY_RESIZE, owners::resized);
        events.onAtOnce(ClientCatalogue.TERMINAL_EXIT, owners::exit);
    }

    private void connected(HubClient client) {
        Map<String, String> projects = new ConcurrentHashMap<>();
        if (client.recovered()) {
            projects.putAll(terminals.ownerBack(new SocketOwner(client)));
        }
        client.set(PROJECTS, projects);
    }

    private void register(HubClient client, RegisterTerminal asked, EventAnswer answer) {
        Principal principal = Principals.of(client);
        if (!principal.may(Permission.TERMINAL_WRITE)) {
            throw HubException.of(ErrorCode.FORBIDDEN, "terminals are for those who may type into them");
        }
        String projectId = projectOf(client, principal, asked.sessionId());
        start(client, asked.sessionId());
        Registration registered = terminals.register(new SocketOwner(client), asked, projectId);
        projects(client).put(asked.ptyId(), projectId);
        answer.succeed(Json.mapper()
                .createObjectNode()
                .put("position", registered.position())
                .put("resumed", registered.resumed())
                .put("credit", registered.credit()));
    }

    /** Whoever has a session's terminal has started the session. */
    private void start(HubClient client, String sessionId) {
        if (SocketScope.of(client).sessionId() == null) {
            spawns.started(Principals.caller(client), sessionId, client.socket().id());
        } else {
            spawns.startedByAgent(Principals.caller(client), sessionId);
        }
    }

    private void output(HubClient client, PtyOutput output, EventAnswer answer) {
        requireRight(client, output.ptyId());
        terminals.output(
                new SocketOwner(client),
                output,
                answer.awaited(),
                position -> answer.succeed(Json.mapper().createObjectNode().put("position", position)));
    }

    private void resized(HubClient client, PtyResize size, EventAnswer answer) {
        requireRight(client, size.ptyId());
        terminals.resized(new SocketOwner(client), size);
        answer.succeed(Json.mapper().createObjectNode());
    }

    private void exit(HubClient client, PtyExit exit, EventAnswer answer) {
        requireRight(client, exit.ptyId());
        terminals.exit(new SocketOwner(client), exit);
        projects(client).remove(exit.ptyId());
        answer.succeed(Json.mapper().createObjectNode());
    }

    private String projectOf(HubClient client, Principal principal, String sessionId) {
        String projectId = backend.find(DocumentKey.of(DocumentKind.SESSION, sessionId))
                .map(session -> session.projectId())
                .filter(principal::maySee)
                .orElseThrow(() -> HubException.of(ErrorCode.NOT_FOUND, "Session not found"));
        if (!SocketScope.of(client).includes(projectId, sessionId)) {
            throw HubException.of(ErrorCode.FORBIDDEN, "this socket may run the terminal of its own session only");
        }
        return projectId;
    }

    /** Refuses what is said of a terminal that is not the client's, or in a project it lost since. */
    private static void requireRight(HubClient client, String ptyId) {
        String projectId = projects(client).get(ptyId);
        if (projectId == null || !Principals.of(client).maySee(projectId)) {
            throw HubException.of(ErrorCode.NOT_FOUND, "You have no terminal " + ptyId);
        }
    }

    private static Map<String, String> projects(HubClient client) {
        return Objects.requireNonNull(client.get(PROJECTS), "the connect listener comes first");
    }
}
