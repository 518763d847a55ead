package dev.maestro.server.auth;

/**
 * Who is at the other end.
 *
 * @param kind how it is known
 * @param id its id within the kind; {@code local} for the person at this machine
 * @param access the projects it may see
 */
public record Principal(Kind kind, String id, ProjectAccess access) {
    /** The person at this machine, who may see everything. */
    public static final Principal LOCAL = new Principal(Kind.LOCAL, "local", ProjectAccess.ALL);

    /** How a principal is known. */
    public enum Kind {
        /** By coming from this very machine. */
        LOCAL,
        /** By a token. */
        USER,
        /** By the token of the session it works in. */
        AGENT
    }

    /** Returns whether the project may be seen. */
    public boolean maySee(String projectId) {
        return access.includes(projectId);
    }
}
