package dev.maestro.server.backend;

/** The kinds of document a backend keeps. */
public enum DocumentKind {
    PROJECT,
    TASK,
    SESSION,
    TEAM_MEMBER,
    MAIL,
    MODAL,
    /** Of the agent of a session; no client sees it. */
    PRESENCE,
    WORKFLOW,
    BACKLOG,
    STORY,
    SPRINT,
    APPROVAL,
    MESSAGE,
    THREAD,
    /** Of no project. */
    AUDIT_ENTRY,
    /** Of no project: what was changed of the settings while hubs ran. */
    RUNTIME_SETTINGS,
    /** That a project is gone but not yet all that it had; no client sees it. */
    REMOVED_PROJECT
}
