/**
 * Projects: made, changed, and deleted with everything in them.
 *
 * <p>Belongs here: the rules of the project document. Does not belong here: who may see a project.
 */
@NullMarked
package dev.maestro.server.domain.project;

import org.jspecify.annotations.NullMarked;
