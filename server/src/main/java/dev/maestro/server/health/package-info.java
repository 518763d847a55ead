/**
 * Whether a hub lives, and whether it can do its work: checks with a name each.
 *
 * <p>Belongs here: what is asked, how long an answer may take, and for how long it holds. Does not belong here: how a part
 * finds out how it is, and who may read the answers.
 */
@NullMarked
package dev.maestro.server.health;

import org.jspecify.annotations.NullMarked;
