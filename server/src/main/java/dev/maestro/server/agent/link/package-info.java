/**
 * A Socket.IO client: one namespace of a hub over one WebSocket, which comes back by itself when it broke.
 *
 * <p>Belongs here: Engine.IO and Socket.IO as a client speaks them, time-outs, reconnecting and recovery. Does not belong
 * here: what is said over it.
 *
 * <p>Spec: docs/protocol/engine.md.
 */
@NullMarked
package dev.maestro.server.agent.link;

import org.jspecify.annotations.NullMarked;
