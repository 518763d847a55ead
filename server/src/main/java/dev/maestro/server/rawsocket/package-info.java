/**
 * Plain WebSockets, JSON text frames each: the first clients on {@code /} and {@code /maestro-ws}, the Brain's on
 * {@code /ws}.
 *
 * <p>Belongs here: the handshake after routing, what each family's clients may send and how they are answered, and fan-out of ready-made messages.
 * Does not belong here: which events there are and how they are worded ({@code server.broadcast}), and who is who
 * ({@code server.auth}).
 *
 * <p>Threads: a connection's state is confined to its event loop; publishing is thread-safe. Spec:
 * docs/protocol/raw-websocket.md, docs/protocol/brain.md.
 */
@NullMarked
package dev.maestro.server.rawsocket;

import org.jspecify.annotations.NullMarked;
