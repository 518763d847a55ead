/**
 * What a command wrote, kept by position so that a hub that comes back gets what it missed.
 *
 * <p>Belongs here: mending UTF-8, the ring, and the screen as it was where the ring begins. Does not belong here: where the
 * bytes come from and how they are sent.
 */
@NullMarked
package dev.maestro.server.agent.output;

import org.jspecify.annotations.NullMarked;
