/**
 * The PTY proxy: who owns which terminal, what it wrote last, and who is shown it at which pace.
 *
 * <p>Belongs here: terminals from their registration to their end, rings and positions, coalescing, flow control, who may
 * type. Does not belong here: sockets and their events ({@code server.namespace} brings them here), access to projects,
 * what a screen looks like ({@code server.screen}).
 */
@NullMarked
package dev.maestro.server.terminal;

import org.jspecify.annotations.NullMarked;
