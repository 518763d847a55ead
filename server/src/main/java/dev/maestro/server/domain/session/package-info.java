/**
 * Sessions from the offer to spawn one to its end: their tasks, events, modals and reports.
 *
 * <p>Belongs here: every rule of the session document. Does not belong here: sockets, terminals and agent presence.
 */
@NullMarked
package dev.maestro.server.domain.session;

import org.jspecify.annotations.NullMarked;
