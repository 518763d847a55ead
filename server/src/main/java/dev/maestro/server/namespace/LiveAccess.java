package dev.maestro.server.namespace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.Room;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.ProjectAccess;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.broadcast.AccessWatch;
import dev.maestro.server.broadcast.SessionEnds;
import dev.maestro.server.domain.project.ProjectMembers;
import dev.maestro.server.socketio.Socket;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps each socket in the rooms its principal may be in, whatever happens to memberships while it is connected.
 *
 * <p>A socket that loses a project leaves its rooms before the event that took it away is sent, and one that gains a
 * project is in its audience by then; both are told by {@code auth:access {gained, lost}}. An agent's socket is put out
 * once the end of its session is sent. Spec: docs/protocol/auth.md, "While connected".
 *
 * <p>Threads: the methods of {@link AccessWatch} are confined to the feed's thread; {@link #recheck} to the socket's
 * event loop.
 */
public final class LiveAccess implements AccessWatch {
    private static final String CHANGED = "auth:access";

    private final ProjectMembers members;
    private final Consumer<String> forget;
    private final Consumer<Runnable> relearn;
    private final Consumer<Consumer<Socket>> visits;

    /**
     * Makes a watch; what it is given must not block.
     *
     * @param forget forgets the members of a project that is gone, when all of them have been sent that it is
     * @param relearn reads {@code members} anew, then runs what it is given
     * @param visits visits every socket
     */
    public LiveAccess(
            ProjectMembers members,
            Consumer<String> forget,
            Consumer<Runnable> relearn,
            Consumer<Consumer<Socket>> visits) {
        this.members = members;
        this.forget = forget;
        this.relearn = relearn;
        this.visits = visits;
    }

    @Override
    public Optional<Consumer<Socket>> before(CommittedEvent event) {
        boolean documented = event.name() == EventName.PROJECT_CREATED || event.name() == EventName.PROJECT_UPDATED;
        return documented && members.told(event.data()) ? Optional.of(LiveAccess::recheck) : Optional.empty();
    }

    @Override
    public Optional<Consumer<Socket>> after(CommittedEvent event) {
        if (event.name() == EventName.PROJECT_DELETED) {
            forget.accept(event.projectId());
            return Optional.of(socket -> leaveDeleted(socket, event.projectId()));
        }
        return SessionEnds.of(event).map(sessionId -> socket -> putOutAgent(socket, sessionId));
    }

    @Override
    public void lost() {
        relearn.accept(() -> visits.accept(LiveAccess::recheck));
    }

    /**
     * Puts a socket out of the rooms its principal may not be in, into those it is to be in, tells it, and ends the
     * terminals it may not have any more.
     */
    static void recheck(Socket socket) {
        if (!(socket.attachment() instanceof HubClient client)) {
            return;
        }
        Optional<Principal> principal = Principals.find(client);
        if (principal.isEmpty()) {
            return;
        }
        Set<String> rooms = socket.rooms();
        Set<String> missing = new HashSet<>(Audience.rooms(client));
        missing.addAll(Doors.regained(client));
        missing.removeAll(rooms);
        Set<String> unwanted = unwanted(client, principal.get().access(), rooms);
        Doors.noteLost(client, unwanted);
        socket.leave(unwanted);
        socket.join(missing);
        tell(client, missing, unwanted);
        AccessChanges.told(client);
    }

    /** Puts a socket of the portal out of the rooms of a project that is gone; in native namespaces its news does so. */
    private static void leaveDeleted(Socket socket, String projectId) {
        if (socket.attachment() instanceof HubClient client
                && Principals.find(client).isPresent()
                && PortalPerson.isSettled(client)) {
            socket.leave(socket.rooms().stream()
                    .filter(room -> projectId.equals(Room.projectOf(room)))
                    .toList());
            AccessChanges.told(client);
            if (SocketScope.of(client).project().filter(projectId::equals).isPresent()) {
                // Nothing comes to a namespace of that project any more.
                client.disconnect(DisconnectReason.PROJECT_DELETED);
            }
        }
    }

    /** Ends a socket of a session's agent: its token holds no more. */
    private static void putOutAgent(Socket socket, String sessionId) {
        if (socket.attachment() instanceof HubClient client
                && Principals.find(client)
                        .filter(known -> known.kind() == Principal.Kind.AGENT)
                        .filter(agent -> agent.id().equals(sessionId))
                        .isPresent()) {
            client.disconnect(DisconnectReason.ACCESS_REVOKED);
        }
    }

    /** Returns whether a client may see all of these projects now. */
    static boolean allows(HubClient client, Collection<String> projectIds) {
        Principal principal = Principals.of(client);
        return projectIds.stream().allMatch(principal::maySee);
    }

    private static Set<String> unwanted(HubClient client, ProjectAccess access, Set<String> rooms) {
        Set<String> unwanted = new HashSet<>();
        for (String room : rooms) {
            boolean wanted = room.startsWith(Room.AUDIENCE_PREFIX)
                    ? Audience.mayStay(client, room)
                    : access.all() || RoomProjects.isOfNone(room) || maySee(access, RoomProjects.of(client, room));
            if (!wanted) {
                unwanted.add(room);
            }
        }
        return unwanted;
    }

    private static boolean maySee(ProjectAccess access, @Nullable String project) {
        return project != null && access.includes(project);
    }

    private static void tell(HubClient client, Set<String> joined, Set<String> left) {
        ArrayNode gained = projects(client, joined);
        ArrayNode lost = projects(client, left);
        if (!gained.isEmpty() || !lost.isEmpty()) {
            ObjectNode change = Json.mapper().createObjectNode();
            change.set("gained", gained);
            change.set("lost", lost);
            client.sendEvent(CHANGED, change);
        }
    }

    private static ArrayNode projects(HubClient client, Set<String> rooms) {
        Set<String> projects = new TreeSet<>();
        for (String room : rooms) {
            String project = room.equals(Room.AUDIENCE_OF_ALL) ? null : RoomProjects.of(client, room);
            if (project != null) {
                projects.add(project);
            }
        }
        ArrayNode array = Json.mapper().createArrayNode();
        projects.forEach(array::add);
        return array;
    }
}
