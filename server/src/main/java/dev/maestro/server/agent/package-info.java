/**
 * The command line's clients of a hub: the agent, which runs a command in a terminal and keeps a session alive, and the
 * viewer of a terminal.
 *
 * <p>Belongs here: what they do and say. Does not belong here: the hub's own work, of which it may use
 * {@code server.screen} alone; the wire ({@code agent.link}), terminals of this machine ({@code agent.tty}), the
 * environment (the root reads it).
 *
 * <p>Spec: docs/agent.md.
 */
@NullMarked
package dev.maestro.server.agent;

import org.jspecify.annotations.NullMarked;
