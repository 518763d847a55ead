package dev.maestro.server.terminal;

import org.jspecify.annotations.Nullable;

/**
 * Where a viewer's copy ends.
 *
 * @param position null for one that has nothing
 * @param lineage what that counts; null for not known
 */
record Since(@Nullable Long position, @Nullable Lineage lineage) {
    /** Returns the position in a terminal of such a lineage; null where it says nothing there. */
    @Nullable
    Long in(Lineage shown) {
        return lineage == null || shown.goesOnFrom(lineage) ? position : null;
    }
}
