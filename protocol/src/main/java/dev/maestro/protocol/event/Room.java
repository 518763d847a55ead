package dev.maestro.protocol.event;

import org.jspecify.annotations.Nullable;

/** The names of rooms a client can be in. */
public final class Room {
    /** What the name of every project room starts with. */
    public static final String PROJECT_PREFIX = "project:";

    /** What the name of every session room starts with. */
    public static final String SESSION_PREFIX = "session:";

    /** What the name of every terminal's room starts with. */
    public static final String TERMINAL_PREFIX = "terminal:";

    /** What the name of every audience room starts with; the hub puts sockets there and shows them to nobody. */
    public static final String AUDIENCE_PREFIX = "audience:";

    /**
     * What the name of every room starts with that says how far an agent was given the mail that waited for it; nothing is
     * sent there, and nobody is shown it.
     */
    public static final String MAIL_PREFIX = "mail:";

    /** What the name of every room starts with that is for one event of a project. */
    public static final String EVENT_PREFIX = "event:";

    /** What the name of every room starts with that all sockets of somebody are in; nobody is shown it. */
    public static final String USER_PREFIX = "user:";

    /** What the name of every room starts with that says in which projects a socket's person is; nobody is shown it. */
    public static final String JOINED_PREFIX = "joined:";

    /** What the name of every room starts with that is about the hub itself; nobody is shown it. */
    public static final String HUB_PREFIX = "hub:";

    /** The room of sockets that may see every project. */
    public static final String AUDIENCE_OF_ALL = AUDIENCE_PREFIX + "*";

    /** The room of those who watch the hub: its figures, its settings, and what is done to it. */
    public static final String WATCHERS = HUB_PREFIX + "watchers";

    /** Stands for the projects that are still to be joined, in the name of an {@link #event} room. */
    public static final String ANY_PROJECT = "*";

    private Room() {}

    /** Returns whether a room is one the hub keeps for itself. */
    public static boolean ofHub(String room) {
        return room.startsWith(AUDIENCE_PREFIX)
                || room.startsWith(MAIL_PREFIX)
                || room.startsWith(USER_PREFIX)
                || room.startsWith(JOINED_PREFIX)
                || room.startsWith(HUB_PREFIX);
    }

    /** Returns the room of everyone who watches a project. */
    public static String project(String projectId) {
        return PROJECT_PREFIX + projectId;
    }

    /** Returns the room of everyone who watches a session. */
    public static String session(String sessionId) {
        return SESSION_PREFIX + sessionId;
    }

    /** Returns the room of everyone who watches a session's terminal. */
    public static String terminal(String sessionId) {
        return TERMINAL_PREFIX + sessionId;
    }

    /** Returns the room of sockets that may see a project, whether or not they watch it. */
    public static String audience(String projectId) {
        return AUDIENCE_PREFIX + projectId;
    }

    /**
     * Returns the room of those who watch a project for one event of the portal, such as
     * {@code event:state_change:proj_1}.
     */
    public static String event(String name, String projectId) {
        return EVENT_PREFIX + name + ":" + projectId;
    }

    /** Returns the room of all sockets of a person, who is named by something unique among all. */
    public static String user(String key) {
        return USER_PREFIX + key;
    }

    /** Returns the room that says that a socket's person is in a project. */
    public static String joined(String projectId) {
        return JOINED_PREFIX + projectId;
    }

    /**
     * Returns the project whose id is part of a room's name; null for a room whose name tells none, or that is of none.
     */
    public static @Nullable String projectOf(String room) {
        for (String prefix : new String[] {PROJECT_PREFIX, JOINED_PREFIX, AUDIENCE_PREFIX}) {
            if (room.startsWith(prefix)) {
                return room.equals(AUDIENCE_OF_ALL) ? null : room.substring(prefix.length());
            }
        }
        if (!room.startsWith(EVENT_PREFIX)) {
            return null;
        }
        String project = room.substring(room.indexOf(':', EVENT_PREFIX.length()) + 1);
        return project.equals(ANY_PROJECT) ? null : project;
    }
}
