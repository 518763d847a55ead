package dev.maestro.server.namespace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.command.ChosenEvents;
import dev.maestro.protocol.command.JoinProject;
import dev.maestro.protocol.command.LeaveProject;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.Room;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.portal.PortalEvent;
import dev.maestro.protocol.portal.PortalTime;
import dev.maestro.protocol.portal.PresenceNews.JoinedProject;
import dev.maestro.server.namespace.event.ClientCatalogue;
import dev.maestro.server.namespace.event.ClientEvents;
import dev.maestro.server.namespace.event.EventAnswer;
import dev.maestro.server.portal.ProjectStanding;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code /portal} and {@code /project/{name}} take: joining projects, leaving them, and choosing what is heard of them.
 *
 * <p>Spec: docs/protocol/portal.md, "Projects".
 */
final class ProjectVisits {
    private static final long PATIENCE_SECONDS = 3;
    private static final Logger LOG = LoggerFactory.getLogger(ProjectVisits.class);
    private static final String PROJECT_NAME = "project_name";

    private final PortalParts services;
    private final RoomSpace space;
    private final EventChoice choice;
    private final Attendance attendance;

    private ProjectVisits(PortalParts services, RoomSpace space, Attendance attendance) {
        this.services = services;
        this.space = space;
        this.choice = new EventChoice(space);
        this.attendance = attendance;
    }

    /** Takes these events in a namespace. */
    static void register(
            HubNamespace namespace,
            ClientEvents events,
            NamespaceParts parts,
            PortalParts services,
            Attendance attendance) {
        ProjectVisits visits = new ProjectVisits(services, parts.space(), attendance);
        namespace.addDisconnectListener(client -> attendance.end((HubClient) client));
        events.on(ClientCatalogue.JOIN_PROJECT, parts.pools().waiting(), visits::join);
        events.on(ClientCatalogue.LEAVE_PROJECT, visits::leave);
        events.on(ClientCatalogue.SUBSCRIBE_TO_EVENTS, visits::choose);
    }

    // What may refuse comes first: whoever is refused has not joined.
    private void join(HubClient client, JoinProject asked, EventAnswer answer) {
        String id = projectId(client, asked.projectName());
        ProjectStanding standing = services.standing(id);
        Set<String> rooms = new HashSet<>(EventChoice.toHear(client, id));
        rooms.add(Room.joined(id));
        space.require(client, rooms);
        asked.user().ifPresent(name -> OnLoop.run(client, () -> callItself(client, id, name)));
        space.join(client, rooms, Set.of(id));
        OnLoop.run(client, () -> attendance.look(client));
        ObjectNode told = told(standing, peopleIn(id));
        client.sendEvent(PortalEvent.JOINED_PROJECT.wire(), told);
        answer.succeed(told);
    }

    private static void callItself(HubClient client, String projectId, String name) {
        Set<String> elsewhere = new HashSet<>(Attendance.projects(client));
        elsewhere.remove(projectId);
        PortalPerson.callItself(client, name, elsewhere.isEmpty());
    }

    private void leave(HubClient client, LeaveProject asked, EventAnswer answer) {
        String id = projectId(client, asked.projectName());
        Set<String> rooms = new HashSet<>(EventChoice.of(client.getAllRooms(), id));
        rooms.add(Room.joined(id));
        OnLoop.run(client, () -> {
            client.leaveRooms(rooms);
            attendance.look(client);
        });
        answer.succeed(Json.mapper().createObjectNode().put(PROJECT_NAME, asked.projectName()));
    }

    private void choose(HubClient client, ChosenEvents asked, EventAnswer answer) {
        Optional<String> project = asked.project().map(name -> projectId(client, name));
        if (project.isPresent()) {
            choice.choose(client, asked.events(), project.get());
        } else {
            choice.chooseForAll(client, asked.events());
        }
        ObjectNode told = Json.mapper().createObjectNode();
        told.set("events", Json.mapper().valueToTree(asked.events()));
        answer.succeed(told);
    }

    /** Returns the project that a client names, which in a project's namespace must be that. */
    private String projectId(HubClient client, String nameOrId) {
        String id = services.projects().idOf(Principals.caller(client), nameOrId);
        if (!SocketScope.of(client).includesProject(id)) {
            throw HubException.invalid("/" + PROJECT_NAME, "is not the project of this namespace");
        }
        return id;
    }

    /** Returns how many people are in a project, the asker among them; if others are late, as far as is known here. */
    private int peopleIn(String projectId) {
        try {
            return services.people().count(projectId).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.atDebug().setCause(e).log("it is not waited longer for the people of other nodes");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Math.max(1, services.people().known(projectId));
    }

    private static ObjectNode told(ProjectStanding standing, int people) {
        return Json.mapper()
                .valueToTree(new JoinedProject(
                        standing.name(), standing.state(), people, new PortalTime(standing.lastActivity())));
    }
}
