/**
 * The chat of a project: messages, threads, reactions, and commands as people type them.
 *
 * <p>Belongs here: the rules of these documents, what the hub's own commands do, and the port by which commands are run.
 * Does not belong here: on which node and by which client a command runs, and who is typing.
 */
@NullMarked
package dev.maestro.server.domain.chat;

import org.jspecify.annotations.NullMarked;
