package dev.maestro.server.domain.presence;

import dev.maestro.protocol.model.AgentStatus;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.SessionEditor;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.document.Presence;
import dev.maestro.server.domain.document.SessionChanges;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.Tags;
import dev.maestro.server.domain.session.SpawnService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what is seen of agents, each time in one commit; of several nodes that write at once, one wins and the
 * others decide anew.
 *
 * <p>Threads: thread-safe; blocks. What cannot be stored throws
 * {@link dev.maestro.server.backend.BackendUnavailableException}.
 */
final class PresenceBook {
    /** Why a session failed whose agent was lost. */
    static final String DISCONNECTED = "agent_disconnected";

    private static final int MOST_AT_ONCE = 200;

    private final Commits commits;
    private final PresencePolicy policy;

    PresenceBook(Commits commits, PresencePolicy policy) {
        this.commits = commits;
        this.policy = policy;
    }

    /**
     * What became of a coming.
     *
     * @param lost whether the session has failed because this agent was lost, and it may not come back by this link
     * @param agentStatus what the session says of its agent
     */
    record Arrival(boolean lost, @Nullable String agentStatus) {}

    /**
     * Writes down that an agent is here. Its session runs, if it was being spawned; one that is over, or gone, has no
     * agent.
     *
     * @param mayRevive whether the session runs again if it has failed because this agent was lost: not when the agent is
     *     one whose node did not see it being lost
     */
    Arrival arrived(Seen seen, boolean mayRevive) {
        return commits.decide(draft -> {
            Optional<Held<Presence>> presence = draft.find(Shelves.PRESENCES, seen.sessionId());
            Optional<Held<Session>> found = draft.find(Shelves.SESSIONS, seen.sessionId());
            if (found.isEmpty()) {
                presence.ifPresent(draft::delete);
                return new Arrival(false, null);
            }
            Session session = found.get().document();
            if (session.lost() && !mayRevive) {
                return new Arrival(true, session.agentStatus());
            }
            if (session.status().ended() && !session.lost()) {
                presence.ifPresent(draft::delete);
                return new Arrival(false, session.agentStatus());
            }
            var unused = SpawnService.begin(draft, found.get());
            put(draft, presence, seen, deadline(draft.now()), Set.of());
            return new Arrival(false, session.lost() ? null : session.agentStatus());
        });
    }

    /**
     * Puts the deadlines of agents off that are still here.
     *
     * @return the sessions without a presence: they are over, gone, or somebody decided that the agent was lost
     */
    Set<String> renewed(List<Seen> agents) {
        Set<String> without = new HashSet<>();
        for (int from = 0; from < agents.size(); from += MOST_AT_ONCE) {
            without.addAll(renewSome(agents.subList(from, Math.min(agents.size(), from + MOST_AT_ONCE))));
        }
        return without;
    }

    private List<String> renewSome(List<Seen> agents) {
        List<String> ids = agents.stream().map(Seen::sessionId).toList();
        return commits.decide(draft -> {
            Map<String, Held<Presence>> presences = new HashMap<>();
            draft.findAll(Shelves.PRESENCES, ids)
                    .forEach(presence -> presences.put(presence.document().id(), presence));
            List<String> without = new ArrayList<>();
            for (Seen seen : agents) {
                Held<Presence> presence = presences.get(seen.sessionId());
                if (presence == null) {
                    without.add(seen.sessionId());
                } else if (!isAnothers(presence, draft.now())) {
                    put(draft, Optional.of(presence), seen, deadline(draft.now()), Set.of());
                } else if (isNews(seen, presence)) {
                    putBeside(draft, presence, seen, presence.document().deadline());
                }
            }
            return without;
        });
    }

    /**
     * Writes down that this node has no link of an agent any more, and until when it may come back, anywhere. If another
     * node has it by now, nobody waits for it: it may be long ago that it went from here.
     */
    void dropped(Seen seen) {
        commits.decide(draft -> {
            Optional<Held<Presence>> presence = draft.find(Shelves.PRESENCES, seen.sessionId());
            Optional<Held<Presence>> anothers = presence.filter(held -> isAnothers(held, draft.now()));
            if (anothers.isPresent()) {
                long deadline = Math.max(anothers.get().document().deadline(), deadline(seen.endedAt()));
                putBeside(draft, anothers.get(), seen, deadline);
            } else if (presence.isPresent() || isWorking(draft, seen.sessionId())) {
                put(draft, presence, seen, deadline(seen.endedAt()), Set.of(Tags.GONE));
            }
            return seen;
        });
    }

    /** It may be gone before it was written down that it came. */
    private static boolean isWorking(Draft draft, String sessionId) {
        Optional<Held<Session>> session = draft.find(Shelves.SESSIONS, sessionId)
                .filter(held -> !held.document().status().ended());
        session.ifPresent(draft::requireUnchanged);
        return session.isPresent();
    }

    /** Writes down that an agent has left by its own word: nobody waits for it, and nothing is said of it any more. */
    void left(Seen seen) {
        commits.decide(draft -> {
            Optional<Held<Presence>> presence =
                    draft.find(Shelves.PRESENCES, seen.sessionId()).filter(held -> !isAnothers(held, draft.now()));
            presence.ifPresent(draft::delete);
            Optional<Held<Session>> session = presence.flatMap(held -> draft.find(Shelves.SESSIONS, seen.sessionId()));
            session.filter(held -> held.document().agentStatus() != null).ifPresent(held -> {
                SessionEditor edited = held.document().edit().agentStatus(null);
                @Nullable
                Long last = later(
                        seen.lastHeartbeat(), presence.orElseThrow().document().lastHeartbeat());
                if (last != null) {
                    edited.lastHeartbeat(last);
                }
                var unused = SessionChanges.ofAgent(draft, held, edited);
            });
            return seen;
        });
    }

    /**
     * Writes down what an agent says of itself, with a heartbeat: {@code session:updated} if that is new.
     *
     * @return whether its session says so now; not that of one that is over
     */
    boolean says(String sessionId, String status, long heartbeat) {
        return tell(sessionId, status, heartbeat);
    }

    /**
     * Writes down that a connected agent is silent: {@code session:updated} if that is new.
     *
     * @param since no heartbeat of it was heard after that time, on any node
     */
    void silent(String sessionId, long since) {
        @Nullable
        Long last = commits.backend()
                .find(Shelves.PRESENCES.key(sessionId))
                .map(stored -> stored.body().asKnown(Presence.class).lastHeartbeat())
                .orElse(null);
        if (last == null || last <= since) {
            var unused = tell(sessionId, AgentStatus.STALE, last);
        }
    }

    private boolean tell(String sessionId, String status, @Nullable Long heartbeat) {
        return commits.decide(draft -> {
            Optional<Held<Session>> session = draft.find(Shelves.SESSIONS, sessionId)
                    .filter(held -> !held.document().status().ended());
            session.filter(held -> !status.equals(held.document().agentStatus()))
                    .ifPresent(held -> {
                        SessionEditor edited = held.document().edit().agentStatus(status);
                        if (heartbeat != null) {
                            edited.lastHeartbeat(heartbeat);
                        }
                        var unused = SessionChanges.ofAgent(draft, held, edited);
                    });
            return session.isPresent();
        });
    }

    /**
     * Decides that an agent is lost, if its deadline is over: its presence goes, and its session fails if it is not over
     * already. In one commit, which takes place once, whoever tries.
     *
     * @return whether a session failed by this
     */
    boolean lost(String sessionId) {
        return commits.decide(draft -> {
            Optional<Held<Presence>> presence = draft.find(Shelves.PRESENCES, sessionId)
                    .filter(held -> held.document().deadline() <= draft.now());
            if (presence.isEmpty()) {
                return false;
            }
            Optional<Held<Session>> session = draft.find(Shelves.SESSIONS, sessionId)
                    .filter(held -> !held.document().status().ended());
            if (session.isEmpty()) {
                draft.delete(presence.get());
                return false;
            }
            SessionChanges.lost(draft, session.get(), presence.get(), DISCONNECTED);
            return true;
        });
    }

    /**
     * Returns whether another node has the agent: it said so last, and it has put the deadline off as it should. What
     * this node still takes for a link of the agent may have been dead for a while.
     */
    private boolean isAnothers(Held<Presence> held, long now) {
        return !held.document().node().equals(policy.node())
                && !held.stored().tags().contains(Tags.GONE)
                && held.document().deadline() - now > policy.grace().toMillis() / 2;
    }

    private static boolean isNews(Seen seen, Held<Presence> held) {
        Long heard = seen.lastHeartbeat();
        Long written = held.document().lastHeartbeat();
        return heard != null && (written == null || heard > written);
    }

    /** Adds what this node knows to what another node says. */
    private static void putBeside(Draft draft, Held<Presence> held, Seen seen, long deadline) {
        Presence before = held.document();
        Presence after = new Presence(
                before.id(),
                before.projectId(),
                held.nextVersion(),
                before.node(),
                deadline,
                later(seen.lastHeartbeat(), before.lastHeartbeat()));
        var unused = draft.update(held, after, Set.of());
    }

    private long deadline(long from) {
        return from + policy.grace().toMillis();
    }

    private void put(Draft draft, Optional<Held<Presence>> before, Seen seen, long deadline, Set<String> tags) {
        @Nullable
        Long written = before.map(held -> held.document().lastHeartbeat()).orElse(null);
        Presence after = new Presence(
                seen.sessionId(),
                seen.projectId(),
                before.map(Held::nextVersion).orElse(1L),
                policy.node(),
                deadline,
                later(seen.lastHeartbeat(), written));
        var unused = before.isPresent()
                ? draft.update(before.get(), after, tags)
                : draft.create(Shelves.PRESENCES, after, tags);
    }

    private static @Nullable Long later(@Nullable Long one, @Nullable Long other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return Math.max(one, other);
    }
}
