/**
 * Socket.IO v5 on the wire: packets as text, acks, and binary attachments.
 *
 * <p>Belongs here: the messages of Engine.IO to records and back. Does not belong here: who may send them and where
 * they go.
 *
 * <p>Spec: docs/protocol/engine.md.
 */
@NullMarked
package dev.maestro.protocol.socketio;

import org.jspecify.annotations.NullMarked;
