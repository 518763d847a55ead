package dev.maestro.server.cluster.terminal;

import dev.maestro.server.backend.Lease;
import dev.maestro.server.cluster.ClusterNode;

/**
 * Where a terminal is.
 *
 * @param holder by which lease a node has it
 * @param heard when that was heard, by the nanoseconds of this node
 * @param orphaned whether its node is gone, and its owner has not come to another yet
 */
record Place(Lease holder, Note note, long heard, boolean orphaned) {
    String node() {
        return ClusterNode.idOf(holder);
    }

    Place orphanedAt(long now) {
        return new Place(holder, new Note(note.waiting(), note.principal()), now, true);
    }
}
