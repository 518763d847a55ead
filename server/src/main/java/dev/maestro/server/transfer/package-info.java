/**
 * The file in which everything a store holds is taken elsewhere: lines of JSON.
 *
 * <p>Belongs here: what the lines look like, and whether a file is whole. Does not belong here: any store, or where the
 * file is. Spec: docs/moving-to-redis.md, "The file".
 */
@NullMarked
package dev.maestro.server.transfer;

import org.jspecify.annotations.NullMarked;
