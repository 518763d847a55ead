package dev.maestro.server.namespace;

import dev.maestro.protocol.event.Room;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.portal.PortalEvent;
import dev.maestro.protocol.portal.PortalTime;
import dev.maestro.protocol.portal.PresenceNews.UserNotice;
import dev.maestro.server.portal.PeopleListener;
import dev.maestro.server.portal.Person;
import dev.maestro.server.portal.Typing;
import dev.maestro.server.socketio.Broadcast;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Tells the portal's sockets of this node of what is not stored: who comes and goes, and who types; never the sockets of
 * whom it is about.
 *
 * <p>Threads: thread-safe, nothing blocks. Spec: docs/protocol/portal.md, "People" and "Typing".
 */
public final class PortalSignals implements PeopleListener, Typing.Listener {
    private final Consumer<List<Broadcast>> sockets;
    private final UnaryOperator<String> names;

    /**
     * Makes one.
     *
     * @param names returns what a project is called, by its id; must not block
     */
    public PortalSignals(Consumer<List<Broadcast>> sockets, UnaryOperator<String> names) {
        this.sockets = sockets;
        this.names = names;
    }

    @Override
    public void joined(String projectId, Person person, long at) {
        tell(PortalEvent.USER_JOINED, projectId, person, at);
    }

    @Override
    public void left(String projectId, Person person, long at) {
        tell(PortalEvent.USER_LEFT, projectId, person, at);
    }

    @Override
    public void began(String projectId, Person person, long at) {
        tell(PortalEvent.TYPING_START, projectId, person, at);
    }

    @Override
    public void stopped(String projectId, Person person, long at) {
        tell(PortalEvent.TYPING_STOP, projectId, person, at);
    }

    private void tell(PortalEvent event, String projectId, Person person, long at) {
        UserNotice notice = new UserNotice(person.name(), names.apply(projectId), new PortalTime(at));
        List<JsonBytes> args = List.of(JsonBytes.of(notice));
        Set<String> rooms = Set.of(Room.project(projectId), Room.event(event.wire(), projectId));
        Set<String> except = Set.of(Room.user(person.key()));
        sockets.accept(event.spaces().stream()
                .map(space -> Broadcast.toOthers(space.text(), rooms, except, event.wire(), args))
                .toList());
    }
}
