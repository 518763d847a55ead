package dev.maestro.server.broadcast;

import dev.maestro.protocol.brain.BrainMessage;
import dev.maestro.protocol.brain.BrainType;
import dev.maestro.protocol.brain.Run;
import dev.maestro.protocol.brain.RunStatus;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.News.TaskRun;
import dev.maestro.protocol.json.IsoTime;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.TaskStatus;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.rawsocket.RawFamily;
import dev.maestro.server.rawsocket.RawMessage;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Brain's dialect: the plain WebSocket {@code /ws}, which hears how the tasks of the projects it may see run.
 *
 * <p>Spec: docs/protocol/brain.md.
 */
public final class BrainDialect implements Dialect {
    private static final String CANCELLED = "Cancelled";
    private static final String FAILED = "Failed";

    @Override
    public Deliveries render(CommittedEvent event) {
        if (event.name() != EventName.TASK_RUN) {
            return Deliveries.NONE;
        }
        TaskRun told = event.data().asKnown(TaskRun.class);
        Run run = run(told);
        JsonBytes message = BrainMessage.of(type(run.status()), JsonBytes.of(run), event.timestamp());
        RawMessage rawMessage = new RawMessage(RawFamily.BRAIN, event.projectId(), true, Set.of(), message);
        return new Deliveries(List.of(), List.of(rawMessage));
    }

    @Override
    public Set<String> addresses() {
        return Set.of();
    }

    @Override
    public boolean onRawSockets() {
        return true;
    }

    private static BrainType type(RunStatus status) {
        return switch (status) {
            case QUEUED, IN_PROGRESS -> BrainType.RUN_UPDATE;
            case COMPLETED -> BrainType.RUN_COMPLETE;
            case FAILED -> BrainType.RUN_FAILED;
        };
    }

    private static Run run(TaskRun told) {
        RunStatus status = RunStatus.of(told.status());
        boolean failed = status == RunStatus.FAILED;
        return new Run(
                told.taskId(),
                status,
                told.progress(),
                told.taskId(),
                told.agent(),
                iso(told.startedAt()),
                // The Brain knows when a run was completed, not when one failed.
                failed ? null : iso(told.completedAt()),
                failed ? error(told) : told.error());
    }

    private static String error(TaskRun told) {
        String error = told.error();
        if (error != null) {
            return error;
        }
        return told.status() == TaskStatus.CANCELLED ? CANCELLED : FAILED;
    }

    private static @Nullable String iso(@Nullable Long epochMillis) {
        return epochMillis == null ? null : IsoTime.of(epochMillis);
    }
}
