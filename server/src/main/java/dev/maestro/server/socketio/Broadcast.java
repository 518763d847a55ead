package dev.maestro.server.socketio;

import dev.maestro.protocol.json.JsonBytes;
import java.util.List;
import java.util.Set;

/**
 * One event for everyone in a union of rooms; a socket in several of them gets it once.
 *
 * @param namespace the namespace's name, starting with a slash, or a template's text: then it goes to all namespaces of the
 *     template
 * @param rooms the rooms; empty for everyone in the namespace
 * @param event the event's name; empty for one that sends nothing, see {@link #emptying}
 * @param args the event's arguments, in order
 * @param emptied rooms that nobody is in any more once the event is sent: what they were about is gone
 * @param sequence where the event stands in the feed; grows from one broadcast to the next, and is compared only by
 *     {@link Socket#releaseBroadcasts}; {@link #NOT_OF_THE_FEED} for what does not come from the feed
 * @param except rooms whose sockets do not get it; none for what comes from the feed, as nobody knows later who was in
 *     them
 * @param droppable whether it is worthless later, so that a client whose connection takes nothing at the moment may miss
 *     it; never so for what comes from the feed
 */
public record Broadcast(
        String namespace,
        Set<String> rooms,
        String event,
        List<JsonBytes> args,
        Set<String> emptied,
        long sequence,
        Set<String> except,
        boolean droppable) {
    /** The sequence of a broadcast that no snapshot can hold. */
    public static final long NOT_OF_THE_FEED = Long.MAX_VALUE;

    public Broadcast {
        rooms = Set.copyOf(rooms);
        args = List.copyOf(args);
        emptied = Set.copyOf(emptied);
        except = Set.copyOf(except);
        if (droppable && sequence != NOT_OF_THE_FEED) {
            throw new IllegalArgumentException("what comes from the feed must not be dropped");
        }
        if (!except.isEmpty() && sequence != NOT_OF_THE_FEED) {
            throw new IllegalArgumentException("what comes from the feed must not pass anybody by");
        }
        if (event.isEmpty() && emptied.isEmpty()) {
            throw new IllegalArgumentException("a broadcast must send or empty something");
        }
    }

    /** A broadcast that every client gets. */
    public Broadcast(
            String namespace,
            Set<String> rooms,
            String event,
            List<JsonBytes> args,
            Set<String> emptied,
            long sequence) {
        this(namespace, rooms, event, args, emptied, sequence, Set.of(), false);
    }

    /** A broadcast that leaves everybody in their rooms. */
    public Broadcast(String namespace, Set<String> rooms, String event, List<JsonBytes> args, long sequence) {
        this(namespace, rooms, event, args, Set.of(), sequence);
    }

    /** A broadcast that sends nothing: from there on in the feed nobody is in these rooms. */
    public static Broadcast emptying(String namespace, Set<String> rooms, long sequence) {
        return new Broadcast(namespace, rooms, "", List.of(), rooms, sequence);
    }

    /** A broadcast that clients may miss which do not keep up. */
    public static Broadcast droppable(String namespace, Set<String> rooms, String event, List<JsonBytes> args) {
        return new Broadcast(namespace, rooms, event, args, Set.of(), NOT_OF_THE_FEED, Set.of(), true);
    }

    /** A broadcast that is not of the feed, and passes those by who are in certain rooms. */
    public static Broadcast toOthers(
            String namespace, Set<String> rooms, Set<String> except, String event, List<JsonBytes> args) {
        return new Broadcast(namespace, rooms, event, args, Set.of(), NOT_OF_THE_FEED, except, false);
    }

    /** Returns whether it sends nothing, and only empties rooms. */
    public boolean silent() {
        return event.isEmpty();
    }

    /** Returns the same for one namespace of the template. */
    Broadcast in(String name) {
        return new Broadcast(name, rooms, event, args, emptied, sequence, except, droppable);
    }
}
