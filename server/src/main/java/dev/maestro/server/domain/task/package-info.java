/**
 * Tasks with their subtasks, timeline, dependencies and claims.
 *
 * <p>Belongs here: every rule of the task document. Does not belong here: linking a task to a session, which is the
 * session's affair.
 */
@NullMarked
package dev.maestro.server.domain.task;

import org.jspecify.annotations.NullMarked;
