/**
 * The rules: each feature turns a request into one commit, a change with the news it causes.
 *
 * <p>Belongs here: what every feature shares (who calls, how a commit is retried, how a payload is checked). A feature
 * has its own package below. Does not belong here: any transport; no service emits to a socket.
 */
@NullMarked
package dev.maestro.server.domain;

import org.jspecify.annotations.NullMarked;
