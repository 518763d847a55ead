/**
 * Binds the engine to netty-socketio's public API, against which namespace classes are written.
 *
 * <p>Belongs here: whatever names a netty-socketio type below the namespaces. Does not belong here: anything on the
 * wire, and any behaviour the engine could have without the library.
 *
 * <p>Why: docs/adr/0002-netty-socketio-api-on-our-wire.md.
 */
@NullMarked
package dev.maestro.server.socketio.adapter;

import org.jspecify.annotations.NullMarked;
