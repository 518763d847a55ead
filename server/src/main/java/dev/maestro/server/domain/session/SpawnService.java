package dev.maestro.server.domain.session;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.maestro.protocol.command.SpawnSession;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.News;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.NeedsInput;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.SessionEditor;
import dev.maestro.protocol.model.SessionMetadata;
import dev.maestro.protocol.model.SessionStatus;
import dev.maestro.protocol.model.Task;
import dev.maestro.server.domain.AgentRule;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Form;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.Ids;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.domain.document.Links;
import dev.maestro.server.domain.document.SessionChanges;
import dev.maestro.server.domain.document.SessionStatusRule;
import dev.maestro.server.domain.document.Shelves;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Spawning: a session is made and its terminal is offered to the desktops, of which one takes it.
 *
 * <p>An offer that nobody took, or that was taken and not started, is made again by {@link SpawnOffers}. Threads:
 * thread-safe; blocks.
 */
public final class SpawnService {
    /** What has a session made and offered. */
    public static final Form MAKING = Form.of(SpawnFields::read);

    /** What takes an offer. */
    public static final Form CLAIM = Form.of(SpawnService::claimant);

    private final Commits commits;
    private final SpawnPolicy policy;

    public SpawnService(Commits commits, SpawnPolicy policy) {
        this.commits = commits;
        this.policy = policy;
    }

    /** Reads who takes an offer. */
    public static String claimant(Fields fields) {
        return fields.requiredText("claimant", Limit.WORD);
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
            SpawnSession asked = SpawnFields.read(fields);
            fields.done();
            return make(caller, draft, asked);
        });
    }

    /** Makes a session and offers it, as {@link #spawn(Caller, Payload)} does; what is asked names a project. */
    public Answer spawn(Caller caller, SpawnSession asked) {
        return commits.run(caller, draft -> make(caller, draft, asked));
    }

    private Answer make(Caller caller, Draft draft, SpawnSession asked) {
        Session session = byAgent(caller, requested(asked, Ids.next("sess", draft.now()), draft.now()));
        String projectId = session.projectId();
        draft.need(Shelves.PROJECTS, projectId, caller);
        draft.requireExists(Shelves.PROJECTS, projectId);
        List<Held<Task>> tasks = Links.tasksOf(draft, projectId, session.taskIds(), "taskIds");
        SpawnOffer offer = new SpawnOffer(1, draft.now() + policy.patience().toMillis(), null);
        JsonBytes body = SessionChanges.created(draft, session, offer.tags());
        SessionService.link(draft, tasks, session.id());
        tell(draft, session);
        return Answer.created(session, body);
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
     * Checks that {@link #started} would not be refused now; blocks, and changes nothing.
     *
     * @throws HubException as {@link #started} does
     */
    public void requireStartable(Caller caller, String sessionId, @Nullable String claimant) {
        var unused = commits.decide(draft -> startable(draft, caller, sessionId, claimant));
    }

    /**
     * Notes that a session's terminal runs: whoever registers one has started the session, claimed or not. What runs
     * already is not changed; a session whose agent was lost runs again.
     *
     * @param claimant who registered it, as in {@link #claim}; null for the session's own agent: whoever has the offer
     *     started that
     * @throws HubException {@code conflict} if another client has the offer, or the session has ended
     */
    @CanIgnoreReturnValue
    public Answer started(Caller caller, String sessionId, @Nullable String claimant) {
        return commits.run(caller, draft -> begin(draft, startable(draft, caller, sessionId, claimant)));
    }

    /**
     * Notes that a session's terminal that was here runs on: a session whose agent was lost runs again, and one that is
     * over stays so.
     */
    @CanIgnoreReturnValue
    public Answer goesOn(Caller caller, String sessionId) {
        return commits.run(caller, draft -> begin(draft, startedBy(draft, caller, sessionId)));
    }

    private static Held<Session> startedBy(Draft draft, Caller caller, String sessionId) {
        Held<Session> held = draft.need(Shelves.SESSIONS, sessionId, caller);
        AgentRule.requireOwn(caller, sessionId, "start its own session only");
        return held;
    }

    private static Held<Session> startable(Draft draft, Caller caller, String sessionId, @Nullable String claimant) {
        Held<Session> held = startedBy(draft, caller, sessionId);
        Session session = held.document();
        if (session.status().ended() && !session.lost()) {
            throw conflict(
                    held, "the session is over: it is " + session.status().wire());
        }
        boolean taken = claimant != null
                && SpawnOffer.of(held.stored().tags())
                        .map(SpawnOffer::claimant)
                        .filter(other -> !claimant.equals(other))
                        .isPresent();
        if (taken) {
            throw conflict(held, "another client is starting the session");
        }
        return held;
    }

    /** Makes a session run that is being spawned, or whose agent was lost; any other is as it was. */
    public static Answer begin(Draft draft, Held<Session> held) {
        Session session = held.document();
        if (session.status() != SessionStatus.SPAWNING && !session.lost()) {
            draft.requireUnchanged(held);
            return Answer.done(session, held.stored().body());
        }
        SessionEditor edited = session.edit();
        SessionStatusRule.move(session, edited, SessionStatus.RUNNING, NeedsInput.NO, draft.now());
        JsonBytes body = SessionChanges.heard(draft, held, edited, null);
        return Answer.done(edited.build(), body);
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

    private Session requested(SpawnSession asked, String id, long now) {
        Map<String, String> env = new LinkedHashMap<>(asked.env());
        env.put("MAESTRO_SESSION_ID", id);
        env.put("MAESTRO_PROJECT_ID", asked.projectId());
        env.put("MAESTRO_TASK_IDS", String.join(",", asked.taskIds()));
        env.put("MAESTRO_SERVER_URL", policy.serverUrl().get());
        env.put("MAESTRO_SKILLS", String.join(",", asked.skills()));
        String usualName = asked.taskIds().isEmpty()
                ? "Session"
                : "Worker for " + asked.taskIds().get(0);
        return SessionFields.blank(id, asked.projectId(), SessionStatus.SPAWNING, now)
                .edit()
                .taskIds(asked.taskIds())
                .name(Objects.requireNonNullElse(asked.name(), usualName))
                .agentId(asked.agentId())
                .env(env)
                .metadata(new SessionMetadata(asked.skills(), asked.spawnedBy(), asked.spawnReason()))
                .build();
    }

    private static HubException conflict(Held<Session> held, String message) {
        return HubException.outdated(ErrorCode.CONFLICT, message, held.stored().body());
    }
}
