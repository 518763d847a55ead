/**
 * Engine.IO v4 on the wire: packets, polling payloads, the open handshake, and the specified error answers.
 *
 * <p>Belongs here: text and bytes to records and back. Does not belong here: sessions, timers, transports.
 *
 * <p>Spec: docs/protocol/engine.md.
 */
@NullMarked
package dev.maestro.protocol.engineio;

import org.jspecify.annotations.NullMarked;
