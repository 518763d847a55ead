package dev.maestro.server.domain.document;

/** The tags documents are listed by. */
public final class Tags {
    /** Starts the tag that holds a session's spawn offer, which clients do not see. */
    public static final String OFFER_PREFIX = "offer:";

    /** Of the presences of agents that no node has a socket of any more. */
    public static final String GONE = "gone";

    /**
     * Of sessions that have ended once, whatever they are now; clients do not see it. That an agent is lost is no end.
     */
    public static final String ENDED = "ended";

    private Tags() {}

    /** Of tasks and sessions in this status. */
    public static String status(String wire) {
        return "status:" + wire;
    }

    /** Of what belongs to a session: tasks it works on, modals it shows, mail to it. */
    public static String session(String sessionId) {
        return "session:" + sessionId;
    }

    /** Of tasks a session has claimed. */
    public static String claim(String sessionId) {
        return "claim:" + sessionId;
    }

    /** Of the tasks that are part of a task. */
    public static String parent(String taskId) {
        return "parent:" + taskId;
    }

    /** Of the tasks that come after a task. */
    public static String dependsOn(String taskId) {
        return "depends:" + taskId;
    }

    /** Of team members that are put away, or are not. */
    public static String archived(boolean archived) {
        return "archived:" + archived;
    }
}
