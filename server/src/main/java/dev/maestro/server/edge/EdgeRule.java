package dev.maestro.server.edge;

/** What the front refuses for before anything is done for a client; each is counted. */
public enum EdgeRule {
    /** The hub is not reached by that name. */
    HOST,
    /** A page of that origin may not ask. */
    ORIGIN,
    /** A page of another site asks, and does not say which. */
    SITE,
    /** The address has as many connections as it may have. */
    ADDRESS_CONNECTIONS,
    /** There are as many connections as there may be. */
    CONNECTIONS
}
