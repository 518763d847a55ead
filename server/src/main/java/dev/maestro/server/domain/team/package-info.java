/**
 * Team members: made, changed, archived, deleted.
 *
 * <p>Belongs here: the rules of the team member document. Does not belong here: what a member is used for.
 */
@NullMarked
package dev.maestro.server.domain.team;

import org.jspecify.annotations.NullMarked;
