package dev.maestro.server.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.News.TaskRun;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.TaskStatus;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.rawsocket.RawFamily;
import dev.maestro.server.rawsocket.RawMessage;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BrainDialectTest {
    private static final String STARTED = "2026-02-06T01:30:00.000Z";
    private static final String ENDED = "2026-02-06T01:45:00.000Z";

    private final BrainDialect dialect = new BrainDialect();

    @Test
    void messagesAreThoseOfTheDocument() {
        assertThat(told(run(TaskStatus.IN_PROGRESS, 5, null, null), "2026-02-06T01:30:15.000Z"))
                .isEqualTo(BrainExamples.of("run_update"));
        assertThat(told(run(TaskStatus.COMPLETED, 11, null, ENDED), ENDED)).isEqualTo(BrainExamples.of("run_complete"));
        String error = "Build failed: TypeScript compilation error";
        assertThat(told(run(TaskStatus.FAILED, 7, error, ENDED), "2026-02-06T01:35:00.000Z"))
                .isEqualTo(BrainExamples.of("run_failed"));
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING, run_update, queued, null",
        "IN_PROGRESS, run_update, in_progress, null",
        "BLOCKED, run_update, in_progress, null",
        "COMPLETED, run_complete, completed, null",
        "FAILED, run_failed, failed, \"Failed\"",
        "CANCELLED, run_failed, failed, \"Cancelled\""
    })
    void everyStatusHasItsWord(TaskStatus status, String type, String word, String error) {
        boolean done = status == TaskStatus.COMPLETED;
        assertThat(told(new TaskRun("t", status, 0, null, null, null, status.ended() ? millis(ENDED) : null), ENDED))
                .isEqualTo("{\"type\":\"" + type + "\",\"data\":{\"id\":\"t\",\"status\":\"" + word
                        + "\",\"progress\":0,\"task_id\":\"t\",\"agent\":null,\"started_at\":null,\"completed_at\":"
                        + (done ? "\"" + ENDED + "\"" : "null") + ",\"error\":" + error + "},\"timestamp\":\"" + ENDED
                        + "\"}");
    }

    @ParameterizedTest
    @EnumSource(
            value = TaskStatus.class,
            names = {"FAILED", "CANCELLED", "BLOCKED", "COMPLETED"})
    void theTasksOwnErrorIsToldAsItIs(TaskStatus status) {
        assertThat(told(run(status, 1, "said \"so\"", null), ENDED)).contains(",\"error\":\"said \\\"so\\\"\"}");
    }

    @Test
    void itGoesToWhoeverMaySeeTheProjectWhateverItsSessions() {
        Deliveries deliveries = dialect.render(event(EventName.TASK_RUN, run(TaskStatus.PENDING, 0, null, null), 1));
        assertThat(deliveries.broadcasts()).isEmpty();
        RawMessage message = deliveries.rawMessages().get(0);
        assertThat(deliveries.rawMessages()).hasSize(1);
        assertThat(message.family()).isEqualTo(RawFamily.BRAIN);
        assertThat(message.projectId()).isEqualTo("p1");
        assertThat(message.sessionIds()).isEqualTo(Set.of());
    }

    @ParameterizedTest
    @EnumSource(value = EventName.class, names = "TASK_RUN", mode = EnumSource.Mode.EXCLUDE)
    void nothingElseIsTold(EventName name) {
        assertThat(dialect.render(event(name, run(TaskStatus.PENDING, 0, null, null), 1)))
                .isEqualTo(Deliveries.NONE);
    }

    private String told(TaskRun run, String at) {
        return dialect.render(event(EventName.TASK_RUN, run, millis(at)))
                .rawMessages()
                .get(0)
                .message()
                .toString();
    }

    private static TaskRun run(TaskStatus status, int progress, @Nullable String error, @Nullable String completedAt) {
        return new TaskRun(
                "task-123",
                status,
                progress,
                "dev",
                error,
                millis(STARTED),
                completedAt == null ? null : millis(completedAt));
    }

    private static CommittedEvent event(EventName name, TaskRun run, long timestamp) {
        return new CommittedEvent(new Offset("e1", 17), timestamp, name, "p1", List.of("s1"), JsonBytes.of(run));
    }

    private static long millis(String iso) {
        return Instant.parse(iso).toEpochMilli();
    }
}
