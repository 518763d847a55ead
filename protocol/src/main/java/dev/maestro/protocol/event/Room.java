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

    /** The room of sockets that may see every project. */
    public static final String AUDIENCE_OF_ALL = AUDIENCE_PREFIX + "*";

    private Room() {}

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
