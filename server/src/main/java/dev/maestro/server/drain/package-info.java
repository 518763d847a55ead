/**
 * How a hub stops: what is done in which order, at which pace, and by when.
 *
 * <p>Belongs here: the plan, its times and how far it has got. Does not belong here: sockets, signals and the process, which
 * whoever runs the plan gives it.
 */
@NullMarked
package dev.maestro.server.drain;

import org.jspecify.annotations.NullMarked;
