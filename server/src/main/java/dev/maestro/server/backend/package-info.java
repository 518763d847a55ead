/**
 * The ports behind which all data lives: documents, the commits that change them, the feed of what was committed,
 * what is kept of sockets for their recovery, and what nodes say, hold and have.
 *
 * <p>Belongs here: the promises every backend keeps, as interfaces and records. Does not belong here: how one of them
 * keeps them ({@code backend.embedded}), or any rule about what a document may hold ({@code domain}).
 */
@NullMarked
package dev.maestro.server.backend;

import org.jspecify.annotations.NullMarked;
