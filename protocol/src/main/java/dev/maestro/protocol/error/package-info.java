/**
 * Everything a client can be told went wrong: error codes, their HTTP status, and reasons for closing a link.
 *
 * <p>Belongs here: words a client sees. Does not belong here: how a failure is found or logged.
 */
@NullMarked
package dev.maestro.protocol.error;

import org.jspecify.annotations.NullMarked;
