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

    /** Of messages that are commands whose end has not been told; clients do not see it. */
    public static final String RUNNING = "running";

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

    /** Of the tasks that are part of a task, and of the thread about a message. */
    public static String parent(String id) {
        return "parent:" + id;
    }

    /** Of the tasks that come after a task. */
    public static String dependsOn(String taskId) {
        return "depends:" + taskId;
    }

    /** Of team members that are put away, or are not. */
    public static String archived(boolean archived) {
        return "archived:" + archived;
    }

    /** Of the stories of a sprint. */
    public static String sprint(String sprintId) {
        return "sprint:" + sprintId;
    }

    /** Of what is about a task. */
    public static String task(String taskId) {
        return "task:" + taskId;
    }

    /** Of the approvals of a task that were not given, be it for want of an answer. */
    public static String refused(String taskId) {
        return "refused:" + taskId;
    }

    /** Of the approvals of a project that nobody has answered yet. */
    public static String pending(String projectId) {
        return "pending:" + projectId;
    }

    /** Of the messages of a thread. */
    public static String thread(String threadId) {
        return "thread:" + threadId;
    }

    /** Of what somebody did. */
    public static String user(String userId) {
        return "user:" + userId;
    }

    /** Of what is removed only for other such things. */
    public static String retention(String word) {
        return "retention:" + word;
    }

    /** Of what was done in this way, such as {@code login}. */
    public static String action(String action) {
        return "action:" + action;
    }
}
