package dev.maestro.server.namespace;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.Room;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.portal.Person;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whom a portal socket stands for: its user; or the person at this machine, who may call itself something and is then
 * somebody of that name. All sockets of a person are in a room of theirs, and by that a socket that comes back is known.
 *
 * <p>Threads: {@link #settle} and {@link #callItself} are confined to the client's event loop.
 */
final class PortalPerson {
    private PortalPerson() {}

    /** Returns whom a client stands for. */
    static Person of(HubClient client) {
        Principal principal = Principals.of(client);
        return room(client)
                .filter(room -> mayBe(principal, room))
                .map(room -> person(principal, nameIn(principal, room)))
                .orElseGet(() -> person(principal, principal.id()));
    }

    /** Returns whether a client stands for somebody already. */
    static boolean isSettled(HubClient client) {
        return room(client).isPresent();
    }

    /** Puts a client into the room of its person, and out of those of others. */
    static void settle(HubClient client) {
        enter(client, of(client));
    }

    /**
     * Makes the local person's client somebody of that name.
     *
     * @param free whether it may still be somebody else than before
     * @throws HubException {@code forbidden} if a user calls itself what it is not; {@code conflict} if it is somebody else
     *     already
     */
    static void callItself(HubClient client, String name, boolean free) {
        Principal principal = Principals.of(client);
        Person asked = person(principal, name);
        if (principal.kind() != Principal.Kind.LOCAL && !name.equals(principal.id())) {
            throw HubException.of(ErrorCode.FORBIDDEN, "user_id is not who you are");
        }
        if (!free && !asked.equals(of(client))) {
            throw HubException.of(
                    ErrorCode.CONFLICT,
                    "this socket is in a project as " + of(client).name());
        }
        enter(client, asked);
    }

    /** Returns whether a principal may be in somebody's room. */
    static boolean mayBe(Principal principal, String room) {
        return principal.kind() == Principal.Kind.LOCAL
                ? room.startsWith(Room.user(key(principal, "")))
                : room.equals(Room.user(principal.key()));
    }

    private static void enter(HubClient client, Person person) {
        String room = Room.user(person.key());
        Set<String> others = client.getAllRooms().stream()
                .filter(name -> name.startsWith(Room.USER_PREFIX) && !name.equals(room))
                .collect(Collectors.toSet());
        client.joinRoom(room);
        client.leaveRooms(others);
    }

    private static Optional<String> room(HubClient client) {
        return client.getAllRooms().stream()
                .filter(room -> room.startsWith(Room.USER_PREFIX))
                .findFirst();
    }

    private static Person person(Principal principal, String name) {
        return new Person(key(principal, name), name);
    }

    private static String nameIn(Principal principal, String room) {
        return room.substring(Room.user(key(principal, "")).length());
    }

    private static String key(Principal principal, String name) {
        String key = principal.key();
        return key.substring(0, key.length() - principal.id().length()) + name;
    }
}
