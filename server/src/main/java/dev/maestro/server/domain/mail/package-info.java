/**
 * Mail between sessions and people: sent, listed, awaited, deleted.
 *
 * <p>Belongs here: the rules of mail and the waiting for it. Does not belong here: the connection that waits.
 */
@NullMarked
package dev.maestro.server.domain.mail;

import org.jspecify.annotations.NullMarked;
