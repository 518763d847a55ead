/**
 * Who listens to which topic of the live channel at this node, which is the same whatever carries the messages.
 *
 * <p>Belongs here: listeners, and how they are called. Does not belong here: how a message comes from node to node.
 */
@NullMarked
package dev.maestro.server.backend.live;

import org.jspecify.annotations.NullMarked;
