/**
 * The one public port: strict HTTP, allowed origins, routing by path, and forwarding to the REST server behind it.
 *
 * <p>Belongs here: what happens to a connection before it is known which part serves it, and the REST proxy. Does not
 * belong here: what the parts answer, and booting the port, which the Socket.IO server does.
 *
 * <p>Threads: everything about a connection is confined to its event loop; upstream connections live on the same one.
 */
@NullMarked
package dev.maestro.server.edge;

import org.jspecify.annotations.NullMarked;
