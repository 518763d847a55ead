package dev.maestro.server.drain;

import java.util.Locale;

/** How far a drain has got. */
public enum DrainStage {
    /** There is none. */
    SERVING,
    /** The hub says that it is not ready, and serves on so that whoever sends clients here notices. */
    ANNOUNCED,
    /** Nobody is taken in any more, and ordinary clients are let go. */
    LETTING_GO,
    /** Agents and owners of terminals go. */
    LAST,
    /** All have gone, or were cut. */
    DONE;

    /** Returns the word on the wire. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
