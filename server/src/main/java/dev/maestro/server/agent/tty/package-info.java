/**
 * Terminals of this machine: the one a person sits at, and the one a command is run in.
 *
 * <p>Belongs here: whatever needs pty4j or JLine. Does not belong here: hubs.
 */
@NullMarked
package dev.maestro.server.agent.tty;

import org.jspecify.annotations.NullMarked;
