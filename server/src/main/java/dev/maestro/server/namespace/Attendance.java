package dev.maestro.server.namespace;

import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.event.Room;
import dev.maestro.server.portal.People;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Has the person of a portal socket count in the projects that the socket joined, whatever puts it into their rooms or out of
 * them.
 *
 * <p>Threads: confined to the client's event loop.
 */
final class Attendance {
    private static final String KEY = "namespace.attendance";

    private final People people;

    Attendance(People people) {
        this.people = people;
    }

    /** Begins to count a client of which it is known who it is; again does nothing. */
    void begin(HubClient client) {
        if (!client.has(KEY)) {
            client.set(KEY, people.seat());
            AccessChanges.then(client, () -> look(client));
        }
        look(client);
    }

    /** Counts a client where its rooms say that it is. */
    void look(HubClient client) {
        People.Seat seat = client.get(KEY);
        if (seat != null && client.isChannelOpen()) {
            PortalPerson.settle(client);
            seat.take(PortalPerson.of(client), projects(client));
        }
    }

    /** Counts a client that is gone no more; or not for long, if it may come back. */
    void end(HubClient client) {
        People.Seat seat = client.get(KEY);
        if (seat == null) {
            return;
        }
        boolean broken =
                client.disconnectReason().filter(DisconnectReason::mayReconnect).isPresent();
        if (broken) {
            seat.endLater();
        } else {
            seat.end();
        }
    }

    /** Returns the projects a client has joined. */
    static Set<String> projects(HubClient client) {
        return client.getAllRooms().stream()
                .filter(room -> room.startsWith(Room.JOINED_PREFIX))
                .map(room -> room.substring(Room.JOINED_PREFIX.length()))
                .collect(Collectors.toSet());
    }
}
