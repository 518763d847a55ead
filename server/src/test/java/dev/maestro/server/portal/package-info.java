/** The portal's namespaces as their clients see them, over real sockets. */
@NullMarked
package dev.maestro.server.portal;

import org.jspecify.annotations.NullMarked;
