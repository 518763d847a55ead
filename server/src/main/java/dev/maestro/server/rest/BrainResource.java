package dev.maestro.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.task.RunService;
import dev.maestro.server.schema.openapi.Operation;
import dev.maestro.server.schema.openapi.Tag;

/** {@code /api/brain/tasks}: how tasks run, as the Brain's programs tell it. */
public final class BrainResource implements Resource {
    private static final String TASK = "/api/brain/tasks/{id}";

    private final RunService runs;

    public BrainResource(RunService runs) {
        this.runs = runs;
    }

    @Override
    public void addTo(Routes routes) {
        routes.post(
                        TASK + "/status",
                        Operation.of(Tag.BRAIN, "tellRunStatus", "Move a task to a status, in the Brain's words")
                                .takes("RunStatusTold", RunService.STATUS, null)
                                .changed(Answers.RunTold.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(told(runs.status(x.caller(), x.path("id"), x.payload()))))
                .post(
                        TASK + "/progress",
                        Operation.of(Tag.BRAIN, "tellRunProgress", "Tell how many steps of a task are done")
                                .takes("RunProgressTold", RunService.PROGRESS, null)
                                .changed(Answers.RunTold.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(told(runs.progress(x.caller(), x.path("id"), x.payload()))));
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
