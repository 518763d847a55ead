package dev.maestro.server.cluster;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.Lease;

/**
 * A node that is up, as far as is known.
 *
 * @param id as {@link ClusterNode#id}
 * @param lease by which it has what it has
 * @param status what it says of itself; an empty object until it says something
 */
public record NodeEntry(String id, Lease lease, JsonBytes status) {}
