/**
 * What a client can ask for over a socket: the payload of each client event, checked and typed.
 *
 * <p>Belongs here: one record for each shape, since anything a client can see the shape of is protocol. Does not belong
 * here: how a payload is read and checked, and which event of which namespace takes it ({@code server.namespace.event},
 * where the readers of the domain are at hand).
 */
@NullMarked
package dev.maestro.protocol.command;

import org.jspecify.annotations.NullMarked;
