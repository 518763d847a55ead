package dev.maestro.server.namespace;

import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.domain.session.AgentSessions;
import dev.maestro.server.namespace.event.ClientEvents;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;
import dev.maestro.server.terminal.TerminalService;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /cli}: agents, each in one session.
 *
 * <p>Spec: docs/protocol/events.md, "/cli".
 */
public final class CliNamespace {
    /** The namespace's name. */
    public static final String NAME = "/cli";

    private static final Logger LOG = LoggerFactory.getLogger(CliNamespace.class);

    private CliNamespace() {}

    /** Opens {@code /cli}. */
    public static void register(
            HubNamespace namespace, NamespaceParts parts, WorkServices services, TerminalService terminals) {
        ClientEvents events = parts.open(namespace, new CliDoor(parts.authenticator(), parts.backend()));
        AgentSessions sessions = new AgentSessions(parts.backend());
        Executor pool = parts.pools().events();
        WaitingMail mail = new WaitingMail(services.mail(), parts.backend().feed(), pool);
        namespace.addConnectListener(client -> {
            HubClient agent = (HubClient) client;
            mail.begin(agent);
            Doors.joinOwnRooms(agent);
            if (Principals.of(agent).kind() == Principal.Kind.AGENT) {
                lookAgain(agent, sessions, pool);
            }
        });
        AgentEvents.register(namespace, events, services);
        OwnerEvents.register(namespace, events, parts, terminals, services.spawns());
    }

    /** Between the door and the room the session may have ended, and that was told to those who were there. */
    private static void lookAgain(HubClient agent, AgentSessions sessions, Executor pool) {
        String session = Principals.of(agent).id();
        try {
            pool.execute(() -> lookAgain(agent, session, sessions));
        } catch (RejectedExecutionException e) {
            agent.socket().disconnectClient(DisconnectReason.RESYNC);
        }
    }

    private static void lookAgain(HubClient agent, String session, AgentSessions sessions) {
        try {
            if (sessions.projectOf(session).isEmpty()) {
                agent.disconnect(DisconnectReason.ACCESS_REVOKED);
            }
        } catch (BackendUnavailableException e) {
            LOG.atDebug().setCause(e).log("an agent's session cannot be looked up; the agent has to come again");
            agent.socket().disconnectClient(DisconnectReason.RESYNC);
        }
    }
}
