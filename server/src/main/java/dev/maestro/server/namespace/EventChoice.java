package dev.maestro.server.namespace;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.Room;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which events of its projects a portal socket hears, kept as the rooms it is in: {@code project:{id}} is all of them, else
 * there is a room for each event; those of {@link Room#ANY_PROJECT} are for projects still to be joined.
 *
 * <p>So a choice holds wherever rooms do, also on another node after a recovery. Threads: called in the client's order, on a
 * pool.
 */
final class EventChoice {
    private final RoomSpace space;

    EventChoice(RoomSpace space) {
        this.space = space;
    }

    /** Returns the rooms a client is to join to hear of a project: none if it does already. */
    static Set<String> toHear(HubClient client, String projectId) {
        Set<String> rooms = client.getAllRooms();
        if (!of(rooms, projectId).isEmpty()) {
            return Set.of();
        }
        Set<String> usual = new HashSet<>();
        for (String room : rooms) {
            if (room.startsWith(Room.EVENT_PREFIX) && room.endsWith(":" + Room.ANY_PROJECT)) {
                String event = room.substring(Room.EVENT_PREFIX.length(), room.lastIndexOf(':'));
                usual.add(Room.event(event, projectId));
            }
        }
        return usual.isEmpty() ? Set.of(Room.project(projectId)) : usual;
    }

    /** Returns the rooms by which a socket in these hears of a project. */
    static Set<String> of(Collection<String> rooms, String projectId) {
        return rooms.stream()
                .filter(room -> room.startsWith(Room.PROJECT_PREFIX) || room.startsWith(Room.EVENT_PREFIX))
                .filter(room -> projectId.equals(Room.projectOf(room)))
                .collect(Collectors.toSet());
    }

    /**
     * Has a client hear certain events of a project it hears of, and no others of it.
     *
     * @param events none for all
     * @throws HubException as {@link RoomSpace#join}; {@code conflict} if it does not hear of the project
     */
    void choose(HubClient client, List<String> events, String projectId) {
        if (of(client.getAllRooms(), projectId).isEmpty()) {
            throw HubException.of(ErrorCode.CONFLICT, "join the project first");
        }
        chooseAmong(client, events, Set.of(projectId));
    }

    /** The same for all projects it hears of, and those it will. */
    void chooseForAll(HubClient client, List<String> events) {
        Set<String> projects = new HashSet<>();
        for (String room : client.getAllRooms()) {
            String project = Room.projectOf(room);
            if (project != null && (room.startsWith(Room.PROJECT_PREFIX) || room.startsWith(Room.EVENT_PREFIX))) {
                projects.add(project);
            }
        }
        chooseAmong(client, events, projects);
        Set<String> usual = events.stream()
                .map(event -> Room.event(event, Room.ANY_PROJECT))
                .collect(Collectors.toSet());
        client.joinRooms(usual);
        client.leaveRooms(client.getAllRooms().stream()
                .filter(room -> room.startsWith(Room.EVENT_PREFIX) && RoomProjects.isOfNone(room))
                .filter(room -> !usual.contains(room))
                .collect(Collectors.toSet()));
    }

    // First the new rooms, then out of the old: what comes between is heard, and once.
    private void chooseAmong(HubClient client, List<String> events, Set<String> projects) {
        Set<String> wanted = new HashSet<>();
        Set<String> unwanted = new HashSet<>();
        for (String project : projects) {
            Set<String> chosen = events.isEmpty()
                    ? Set.of(Room.project(project))
                    : events.stream().map(event -> Room.event(event, project)).collect(Collectors.toSet());
            wanted.addAll(chosen);
            unwanted.addAll(of(client.getAllRooms(), project));
        }
        unwanted.removeAll(wanted);
        space.join(client, wanted, projects);
        client.leaveRooms(unwanted);
    }
}
