/**
 * Who is who: from the facts of a connection and a token to a principal, and what that principal may see.
 *
 * <p>Belongs here: the local rule, allowed origins, tokens, access. Does not belong here: any transport's types; every
 * way in gathers the facts itself and asks here.
 */
@NullMarked
package dev.maestro.server.auth;

import org.jspecify.annotations.NullMarked;
