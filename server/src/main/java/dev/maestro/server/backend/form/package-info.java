/**
 * How small things are written that every store writes alike, so that they can move from one to the other.
 *
 * <p>Belongs here: cursors of lists, lists of words. Does not belong here: anything that knows a store.
 */
@NullMarked
package dev.maestro.server.backend.form;

import org.jspecify.annotations.NullMarked;
