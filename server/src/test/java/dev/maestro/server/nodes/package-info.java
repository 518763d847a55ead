/** Several hubs in this process that share a Redis, as their clients see them: as one. */
@NullMarked
package dev.maestro.server.nodes;

import org.jspecify.annotations.NullMarked;
