package dev.maestro.server.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a fan-out needs at the server: where watchers are, what they hear, and who publishes.
 *
 * @param join what a watcher asks to hear; null when it hears at once
 * @param publishers one a lane
 */
record Scene(
        String namespace,
        ObjectNode said,
        BenchPlan.@Nullable Emission join,
        String event,
        List<Publisher> publishers) {}
