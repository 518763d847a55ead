/**
 * The hub itself: builds the graph of parts, starts it, stops it in reverse.
 *
 * <p>Belongs here: {@code Main}, {@code Hub}. Does not belong here: any part's work; nothing imports this package.
 */
@NullMarked
package dev.maestro.server;

import org.jspecify.annotations.NullMarked;
