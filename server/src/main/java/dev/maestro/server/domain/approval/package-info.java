/**
 * Approvals: questions whether a task may go on, which a person answers in time.
 *
 * <p>Belongs here: who may ask and answer, and what becomes of what nobody answers. Does not belong here: what an answer
 * means for the task; whoever asked acts on it.
 */
@NullMarked
package dev.maestro.server.domain.approval;

import org.jspecify.annotations.NullMarked;
