/**
 * Bans that hold on all nodes.
 *
 * <p>Belongs here: how a ban comes from the node that makes it to all others, and to those that start later. Does not belong
 * here: who is banned and why ({@code limit}).
 *
 * <p>Spec: docs/protocol/limits.md.
 */
@NullMarked
package dev.maestro.server.ban;

import org.jspecify.annotations.NullMarked;
