package dev.maestro.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.task.RunService;

/** {@code /api/brain/tasks}: how tasks run, as the Brain's programs tell it. */
public final class BrainResource implements Resource {
    private static final String TASK = "/api/brain/tasks/{id}";

    private final RunService runs;

    public BrainResource(RunService runs) {
        this.runs = runs;
    }

    @Override
    public void addTo(Routes routes) {
        routes.post(TASK + "/status", x -> x.answer(told(runs.status(x.caller(), x.path("id"), x.payload()))))
                .post(TASK + "/progress", x -> x.answer(told(runs.progress(x.caller(), x.path("id"), x.payload()))));
    }

    /** The task within an answer of the Brain's shape. */
    private static Answer told(Answer task) {
        return new Answer(
                task.created(),
                task.id(),
                task.version(),
                JsonBytes.of(new Told(true, task.body().tree())));
    }

    private record Told(boolean success, JsonNode task) {}
}
