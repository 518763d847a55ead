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
    PRESENCE
}
