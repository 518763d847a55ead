package dev.maestro.protocol.model;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened in a session, as its agent tells it.
 *
 * @param id {@code evt_001}, {@code evt_002}, … within the session
 * @param data anything the agent added, or null; callers must not change it
 */
public record SessionEvent(
        String id,
        String type,
        long timestamp,
        String message,
        @Nullable JsonNode data) {}
