/**
 * News comes up: each committed event, rendered by every dialect that cares, into what each namespace's rooms get.
 *
 * <p>Belongs here: the one listener of the feed, and the dialects, which are pure functions. Does not belong here: who
 * is in a room, or how bytes reach a socket.
 */
@NullMarked
package dev.maestro.server.broadcast;

import org.jspecify.annotations.NullMarked;
