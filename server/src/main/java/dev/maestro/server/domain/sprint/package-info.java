/**
 * The backlog of a project and the sprints in which its stories are done.
 *
 * <p>Belongs here: the rules of stories, of their order, and of sprints, with what a sprint counts. Does not belong here: the
 * tasks that bring a story about.
 */
@NullMarked
package dev.maestro.server.domain.sprint;

import org.jspecify.annotations.NullMarked;
