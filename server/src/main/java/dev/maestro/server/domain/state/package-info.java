/**
 * Everything of a project at one moment, with its place in the feed.
 *
 * <p>Belongs here: the snapshot a client starts from. Does not belong here: the events that follow it.
 */
@NullMarked
package dev.maestro.server.domain.state;

import org.jspecify.annotations.NullMarked;
