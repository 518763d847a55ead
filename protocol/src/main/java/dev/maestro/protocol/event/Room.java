package dev.maestro.protocol.event;

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

    /** The room of sockets that may see every project. */
    public static final String AUDIENCE_OF_ALL = AUDIENCE_PREFIX + "*";

    private Room() {}

    /** Returns whether a room is one the hub keeps for itself. */
    public static boolean ofHub(String room) {
        return room.startsWith(AUDIENCE_PREFIX) || room.startsWith(MAIL_PREFIX);
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
}
