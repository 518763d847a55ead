package dev.maestro.server.domain.audit;

/**
 * What an entry is removed for: only others that are kept in the same way. Each way has room for as many, so that however
 * much is done, it costs nobody the word of what is rare.
 */
public enum Retention {
    /** For what is done all day. */
    USUAL,
    /** For what is to be found when something has gone wrong. */
    APART
}
