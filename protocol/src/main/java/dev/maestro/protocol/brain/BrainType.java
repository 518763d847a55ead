package dev.maestro.protocol.brain;

import java.util.Locale;

/** What a message of the Brain is. Anything else on {@code /ws} is an error or a notice. */
public enum BrainType {
    /** The first message. */
    CONNECTED,
    /** A task waits or is worked on. */
    RUN_UPDATE,
    /** A task is done. */
    RUN_COMPLETE,
    /** A task ended without being done. */
    RUN_FAILED,
    /** What the client said, said back. */
    ECHO;

    /** Returns the word on the wire, such as {@code run_update}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
