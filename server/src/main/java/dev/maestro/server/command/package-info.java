/**
 * The everyday verbs of the command line: clients of a hub's REST, for people and for agents in their terminals.
 *
 * <p>Belongs here: what each verb asks, how an answer is shown, how a refusal is told, what a process ends with. Does not
 * belong here: the hub's own work; where the hub is and who asks, which the root finds out, as it reads the environment.
 *
 * <p>Spec: docs/cli.md.
 */
@NullMarked
package dev.maestro.server.command;

import org.jspecify.annotations.NullMarked;
