/**
 * The state of a project's workflow.
 *
 * <p>Belongs here: the rules of that document. Does not belong here: what the states mean, which is the project's own affair.
 */
@NullMarked
package dev.maestro.server.domain.workflow;

import org.jspecify.annotations.NullMarked;
