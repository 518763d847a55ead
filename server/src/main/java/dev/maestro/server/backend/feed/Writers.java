package dev.maestro.server.backend.feed;

/** Who writes a log, which says whether the end of a feed's memory is the end of the log. */
public enum Writers {
    /** This node alone: whatever is committed has been handed to the feed, but for what is just being stored. */
    THIS_NODE,
    /** Others too: the store may have more than the feed was handed. */
    MANY_NODES
}
