/**
 * The Socket.IO namespaces: each class translates between its wire and the services, and does nothing else.
 *
 * <p>Belongs here: who may connect, which events are taken with which payload, what is answered. Does not belong here:
 * the rules of the documents ({@code domain}), how packets travel ({@code socketio}), how news is routed
 * ({@code broadcast}).
 */
@NullMarked
package dev.maestro.server.namespace;

import org.jspecify.annotations.NullMarked;
