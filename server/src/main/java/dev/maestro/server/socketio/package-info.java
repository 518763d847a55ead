/**
 * The Socket.IO engine: engine sessions, sockets, rooms, acks and fan-out, on plain Netty.
 *
 * <p>Belongs here: whatever happens between bytes and the event a namespace handles. Does not belong here: what any
 * event means ({@code server.namespace}), origins and routing ({@code server.edge}), netty-socketio ({@code .adapter}).
 *
 * <p>Threads: an engine session and its sockets are confined to one event loop, that of the connection which opened
 * the session. Other threads come in by posting to that loop; nothing here blocks.
 *
 * <p>Spec: docs/protocol/engine.md.
 */
@NullMarked
package dev.maestro.server.socketio;

import org.jspecify.annotations.NullMarked;
