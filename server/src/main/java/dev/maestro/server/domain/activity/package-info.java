/**
 * What agents tell of their work as it goes on: passed on to whoever watches, and kept nowhere but in the event log.
 *
 * <p>Belongs here: the shapes of these reports. Does not belong here: tasks and sessions, which have documents of their own.
 */
@NullMarked
package dev.maestro.server.domain.activity;

import org.jspecify.annotations.NullMarked;
