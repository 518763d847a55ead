/**
 * The rules: each feature turns a request into one commit, a change with the news it causes.
 *
 * <p>Belongs here: what every feature shares (who calls, how a commit is retried, how a payload is checked). A feature
 * has its own package below; {@code domain.document} says how each kind of document is stored and announced, so that
 * features that touch each other's documents need not know each other. Does not belong here: any transport; no service
 * emits to a socket.
 *
 * <p>Services block until the store has answered; they are never called on an event loop. They throw
 * {@code HubException} for a client's mistake and {@code BackendUnavailableException} when the store is away.
 */
@NullMarked
package dev.maestro.server.domain;

import org.jspecify.annotations.NullMarked;
