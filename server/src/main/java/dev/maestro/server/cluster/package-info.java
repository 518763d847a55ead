/**
 * Nodes: several hubs over one store that are one hub to everybody else.
 *
 * <p>Belongs here: which nodes there are, the lease by which a node has what it has, and how one asks or tells another.
 * Does not belong here: what they ask each other about (packages within this one), and what carries it
 * ({@code server.backend}).
 */
@NullMarked
package dev.maestro.server.cluster;

import org.jspecify.annotations.NullMarked;
