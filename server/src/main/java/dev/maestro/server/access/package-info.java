/**
 * Where who is who meets the rules: the caller that services know of a principal, and the tokens of sessions.
 *
 * <p>Belongs here: what needs both {@code auth} and {@code domain}, for every way in. Does not belong here: any rule of
 * either, or any transport.
 */
@NullMarked
package dev.maestro.server.access;

import org.jspecify.annotations.NullMarked;
