package dev.maestro.server.domain.session;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.News;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.SessionMetadata;
import dev.maestro.protocol.model.SessionStatus;
import dev.maestro.protocol.model.Task;
import dev.maestro.server.domain.AgentRule;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.Ids;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.domain.document.Links;
import dev.maestro.server.domain.document.SessionChanges;
import dev.maestro.server.domain.document.Shelves;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Spawning: a session is made and its terminal is offered to the desktops, of which one takes it.
 *
 * <p>An offer that nobody took, or that was taken and not started, is made again by {@link SpawnOffers}. Threads:
 * thread-safe; blocks.
 */
public final class SpawnService {
    private final Commits commits;
    private final SpawnPolicy policy;

    public SpawnService(Commits commits, SpawnPolicy policy) {
        this.commits = commits;
        this.policy = policy;
    }

    /**
     * Makes a session and offers it: {@code projectId}, {@code taskIds?}, {@code name?}, {@code skills?} (or
     * {@code skillIds}), {@code spawnedBy?}, {@code spawnReason?}, {@code agentId?}, {@code env?}.
     *
     * <p>{@code session:created}, {@code task:updated} for each task, then {@code session:spawn}: whoever acts on the
     * offer knows the session and its tasks by then.
     */
    public Answer spawn(Caller caller, Payload payload) {
        return commits.run(caller, draft -> {
            Fields fields = payload.fields();
            String projectId = fields.requiredText("projectId", Limit.WORD);
            Session asked = requested(fields, Ids.next("sess", draft.now()), projectId, draft.now());
            fields.done();
            Session session = byAgent(caller, asked);
            draft.need(Shelves.PROJECTS, projectId, caller);
            draft.requireExists(Shelves.PROJECTS, projectId);
            List<Held<Task>> tasks = Links.tasksOf(draft, projectId, session.taskIds(), "taskIds");
            SpawnOffer offer = new SpawnOffer(1, draft.now() + policy.patience().toMillis(), null);
            JsonBytes body = SessionChanges.created(draft, session, offer.tags());
            SessionService.link(draft, tasks, session.id());
            tell(draft, session);
            return Answer.created(session, body);
        });
    }

    /**
     * Takes the offer of a session; taking it again is no change. {@code session:updated} tells that the session's
     * version moved.
     *
     * @param claimant who will start the terminal; the same for all that one client asks
     * @throws HubException {@code conflict} if another has it, or there is nothing to start any more; {@code forbidden}
     *     for an agent whose session did not spawn it
     */
    public Answer claim(Caller caller, String sessionId, String claimant) {
        return commits.run(caller, draft -> {
            Held<Session> held = draft.need(Shelves.SESSIONS, sessionId, caller);
            requireMaker(caller, held.document());
            SpawnOffer offer = SpawnOffer.of(held.stored().tags())
                    .orElseThrow(() -> conflict(
                            held, "the session is " + held.document().status().wire() + ", not spawning"));
            if (claimant.equals(offer.claimant())) {
                return Answer.done(held.document(), held.stored().body());
            }
            if (offer.claimant() != null) {
                throw conflict(held, "another client is starting the session");
            }
            Session after = SessionChanges.next(draft, held, held.document().edit());
            JsonBytes body = SessionChanges.offered(
                    draft, held, after, offer.claimedBy(claimant).tags());
            return Answer.done(after, body);
        });
    }

    /**
     * Notes who spawned a session that an agent makes: its own session.
     *
     * @throws HubException {@code forbidden} if the agent named another
     */
    static Session byAgent(Caller caller, Session session) {
        if (caller.agent().isEmpty()) {
            return session;
        }
        SessionMetadata metadata = session.metadata();
        String own = caller.agent().get();
        if (metadata.spawnedBy() != null) {
            AgentRule.requireOwn(caller, metadata.spawnedBy(), "spawn in the name of its own session only");
        }
        return session.edit()
                .metadata(new SessionMetadata(metadata.skills(), own, metadata.spawnReason()))
                .build();
    }

    // Who takes an offer is given the session's token, which must not be had by asking.
    private static void requireMaker(Caller caller, Session session) {
        @Nullable String maker = session.metadata().spawnedBy();
        AgentRule.requireOwn(caller, maker == null ? "" : maker, "start sessions that its own spawned only");
    }

    /** Tells the desktops of an offer. */
    static void tell(Draft draft, Session session) {
        draft.tell(
                EventName.SESSION_SPAWN,
                session.projectId(),
                List.of(session.id()),
                new News.Spawn(
                        session,
                        session.projectId(),
                        session.taskIds(),
                        session.metadata().skills(),
                        session.name()));
    }

    private Session requested(Fields fields, String id, String projectId, long now) {
        List<String> taskIds = fields.words("taskIds", List.of());
        List<String> skills = fields.words(fields.eitherName("skills", "skillIds"), List.of());
        SessionMetadata metadata = new SessionMetadata(
                skills,
                fields.clearableText("spawnedBy", Limit.WORD, null),
                fields.clearableText("spawnReason", Limit.LINE, null));
        String name = taskIds.isEmpty() ? "Session" : "Worker for " + taskIds.get(0);
        @Nullable String agentId = fields.clearableText("agentId", Limit.WORD, null);
        Map<String, String> env = new LinkedHashMap<>(fields.texts("env", Map.of()));
        env.put("MAESTRO_SESSION_ID", id);
        env.put("MAESTRO_PROJECT_ID", projectId);
        env.put("MAESTRO_TASK_IDS", String.join(",", taskIds));
        env.put("MAESTRO_SERVER_URL", policy.serverUrl().get());
        env.put("MAESTRO_SKILLS", String.join(",", skills));
        return SessionFields.blank(id, projectId, SessionStatus.SPAWNING, now)
                .edit()
                .taskIds(taskIds)
                .name(fields.sayingText("name", Limit.TITLE, name))
                .agentId(agentId)
                .env(env)
                .metadata(metadata)
                .build();
    }

    private static HubException conflict(Held<Session> held, String message) {
        return HubException.outdated(ErrorCode.CONFLICT, message, held.stored().body());
    }
}
