/**
 * The plain WebSocket dialect of the first clients: JSON text frames on {@code /} and {@code /maestro-ws}.
 *
 * <p>Belongs here: the handshake after routing, the few messages clients may send, and fan-out of ready-made messages.
 * Does not belong here: which events there are and how they are worded ({@code server.broadcast}), and who is who
 * ({@code server.auth}).
 *
 * <p>Threads: a connection's state is confined to its event loop; publishing is thread-safe. Spec:
 * docs/protocol/raw-websocket.md.
 */
@NullMarked
package dev.maestro.server.rawsocket;

import org.jspecify.annotations.NullMarked;
