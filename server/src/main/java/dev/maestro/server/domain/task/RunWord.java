package dev.maestro.server.domain.task;

import dev.maestro.protocol.model.TaskStatus;
import dev.maestro.server.domain.Fields;

/** How a task may be said to stand: in one of the hub's words, or one that only the Brain has. */
enum RunWord {
    QUEUED(TaskStatus.PENDING),
    PENDING(TaskStatus.PENDING),
    IN_PROGRESS(TaskStatus.IN_PROGRESS),
    BLOCKED(TaskStatus.BLOCKED),
    COMPLETED(TaskStatus.COMPLETED),
    FAILED(TaskStatus.FAILED),
    CANCELLED(TaskStatus.CANCELLED);

    private final TaskStatus status;

    RunWord(TaskStatus status) {
        this.status = status;
    }

    /** Reads a word that must be there. */
    static RunWord required(Fields fields, String name) {
        return fields.require(name).choice(name, RunWord.class, PENDING);
    }

    /** Returns the status it means. */
    TaskStatus status() {
        return status;
    }
}
