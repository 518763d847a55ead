/**
 * The Brain's words: what clients of the WebSocket {@code /ws} are told.
 *
 * <p>Belongs here: its messages and their payloads, in its spelling and with ISO dates. Does not belong here: which event
 * becomes which message ({@code server.broadcast}).
 *
 * <p>Spec: docs/protocol/brain.md.
 */
@NullMarked
package dev.maestro.protocol.brain;

import org.jspecify.annotations.NullMarked;
