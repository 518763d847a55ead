/**
 * What waits for the one thread that writes a store: commits, and what is to become of recovery sessions.
 *
 * <p>Belongs here: the queue, its bounds, and the merging of what waits, which are the same whatever the store. Does not
 * belong here: how a group is stored.
 */
@NullMarked
package dev.maestro.server.backend.writing;

import org.jspecify.annotations.NullMarked;
