/**
 * Whether the agents of sessions are there: as long as a node has a socket of one, and for a while after that.
 *
 * <p>Belongs here: what an agent's coming, silence and loss do to its session. Does not belong here: sockets, which are
 * but {@link dev.maestro.server.domain.presence.AgentLink links} here, and what agents report of their work.
 */
@NullMarked
package dev.maestro.server.domain.presence;

import org.jspecify.annotations.NullMarked;
