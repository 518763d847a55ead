/**
 * What the portal keeps that is not worth storing, on one node or many: who is in which project, who types, and which client
 * runs which command.
 *
 * <p>Belongs here: what is counted, timed and looked up, and how nodes tell each other. Does not belong here: sockets and
 * their rooms, and the wire ({@code namespace}); documents ({@code domain}).
 *
 * <p>Spec: docs/protocol/portal.md.
 */
@NullMarked
package dev.maestro.server.portal;

import org.jspecify.annotations.NullMarked;
