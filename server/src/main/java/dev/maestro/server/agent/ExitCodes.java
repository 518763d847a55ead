package dev.maestro.server.agent;

/** What the commands end with where it is not the watched or run command's own exit code. */
final class ExitCodes {
    static final int DONE = 0;
    /** The hub is not there, or says no. */
    static final int NO_HUB = 1;
    /** The command cannot be run. */
    static final int CANNOT_RUN = 127;

    private ExitCodes() {}
}
