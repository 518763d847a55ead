/**
 * Recovery of sockets: brings together what the engine asks for, what the backend keeps, and what dialects make of the
 * log.
 *
 * <p>Belongs here: reading again what a socket missed. Does not belong here: how a socket is brought up to date
 * ({@code socketio}), or how its state is stored ({@code backend}).
 */
@NullMarked
package dev.maestro.server.recovery;

import org.jspecify.annotations.NullMarked;
