package dev.maestro.server.namespace;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.Room;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** How many rooms of sessions, projects and terminals a socket may be in: they are kept as long as it stays. */
final class RoomSpace {
    private final int most;

    RoomSpace(int most) {
        this.most = most;
    }

    /**
     * Joins rooms beside those the client is in, and waits until that is kept for its recovery; blocks.
     *
     * @param projectIds the projects the rooms belong to, which the client must be allowed to see at that moment
     * @return those of the rooms it was not in before
     * @throws HubException {@code invalid} when they would be too many, {@code forbidden} when one is not the client's to
     *     see any more, {@code unavailable} when it cannot be kept; then none is joined
     */
    @CanIgnoreReturnValue
    Set<String> join(HubClient client, Set<String> rooms, Collection<String> projectIds) {
        require(client, rooms);
        return client.joinRoomsAndKeep(rooms, () -> LiveAccess.allows(client, projectIds));
    }

    /** Checks that there is space for rooms beside those the client is in. */
    void require(HubClient client, Set<String> added) {
        require(chosen(client), added);
    }

    /** Checks that there is space for rooms beside those held. */
    void require(Set<String> held, Set<String> added) {
        Set<String> after = new HashSet<>(held);
        after.addAll(added);
        if (after.size() > most && after.size() > held.size()) {
            throw HubException.of(
                    ErrorCode.INVALID,
                    "the socket would be in " + after.size() + " rooms of sessions, projects and terminals, at most "
                            + most);
        }
    }

    /** Returns the rooms a client is in because it asked or because of what it is; not those the hub keeps for itself. */
    private static Set<String> chosen(HubClient client) {
        return client.getAllRooms().stream().filter(room -> !Room.ofHub(room)).collect(Collectors.toSet());
    }
}
