package dev.maestro.protocol.event;

/** The names of rooms a client can be in. */
public final class Room {
    /** What the name of every project room starts with. */
    public static final String PROJECT_PREFIX = "project:";

    /** What the name of every session room starts with. */
    public static final String SESSION_PREFIX = "session:";

    /** What the name of every terminal room starts with. */
    public static final String TERMINAL_PREFIX = "terminal:";

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
}
