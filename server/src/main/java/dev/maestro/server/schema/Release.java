package dev.maestro.server.schema;

/** What is described, and which of it. */
public final class Release {
    /** The hub's name. */
    public static final String TITLE = "Maestro Hub";

    /** The version of what is said and taken: that of the hub, which a test compares. */
    public static final String VERSION = "0.1.0";

    private Release() {}
}
