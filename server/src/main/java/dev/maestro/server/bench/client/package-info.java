/**
 * A light client of any Socket.IO server: thousands of sockets on a few event loops, and its REST side.
 *
 * <p>Belongs here: how a socket comes in, is pinged, emits and hears; requests and their refusals. Does not belong here:
 * what is measured, and what of a hub's own events and documents.
 */
@NullMarked
package dev.maestro.server.bench.client;

import org.jspecify.annotations.NullMarked;
