package dev.maestro.server.domain.document;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.News;
import dev.maestro.protocol.model.ActivityStatus;
import dev.maestro.protocol.model.Session;
import dev.maestro.server.domain.Draft;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a session's new status says of its agent, to those who watch agents and not sessions. */
final class SessionActivity {
    private static final String ACTION = "session";

    private SessionActivity() {}

    /**
     * Tells of a session that is new, or whose status is another than before; of an idle one there is nothing to tell.
     *
     * @param reason why it failed, if it did; null when nobody said
     */
    static void tell(Draft draft, Session session, @Nullable String reason) {
        status(session).ifPresent(status -> {
            News.AgentActivity activity = new News.AgentActivity(
                    agentType(session),
                    ACTION,
                    status,
                    session.taskIds().stream().findFirst().orElse(null),
                    null,
                    duration(session),
                    null,
                    status == ActivityStatus.FAILED ? reason : null);
            draft.tell(EventName.AGENT_ACTIVITY, session.projectId(), List.of(session.id()), activity);
        });
    }

    private static String agentType(Session session) {
        String agent = session.agentId();
        return agent == null ? session.name() : agent;
    }

    private static Optional<ActivityStatus> status(Session session) {
        return switch (session.status()) {
            case SPAWNING, RUNNING -> Optional.of(ActivityStatus.STARTED);
            case COMPLETED -> Optional.of(ActivityStatus.COMPLETED);
            case FAILED -> Optional.of(ActivityStatus.FAILED);
            case NEEDS_INPUT, STOPPED -> Optional.of(ActivityStatus.PAUSED);
            case IDLE -> Optional.empty();
        };
    }

    /** A session may be told to have been completed before it started, and a clock may be set back. */
    private static @Nullable Long duration(Session session) {
        Long completedAt = session.completedAt();
        return completedAt == null ? null : Math.max(0, completedAt - session.startedAt());
    }
}
