/**
 * The tokens of users: which keys sign them, what must hold of them, whom they make of a client; and the hub's own
 * secret.
 *
 * <p>Belongs here: everything that reads, checks or makes a JWT, and the only use of nimbus-jose-jwt. Does not belong
 * here: tokens of sessions (the domain has those; it is given a key derived here), and how a transport carries a token.
 *
 * <p>What a client sends is read with the hub's own strict JSON reader; the library is given signatures to check and
 * never a text to parse.
 */
@NullMarked
package dev.maestro.server.auth.token;

import org.jspecify.annotations.NullMarked;
