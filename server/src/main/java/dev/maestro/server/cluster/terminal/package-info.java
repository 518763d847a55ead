/**
 * Terminals whose owners and viewers are on different nodes.
 *
 * <p>A terminal is at the node whose socket owns it, in {@code server.terminal}, which knows nothing of nodes. Belongs here:
 * which node has which terminal, how it moves to another, and how viewers of other nodes are shown it. Does not belong
 * here: what is shown and who may type ({@code server.terminal}), and how nodes talk ({@code server.cluster}).
 */
@NullMarked
package dev.maestro.server.cluster.terminal;

import org.jspecify.annotations.NullMarked;
