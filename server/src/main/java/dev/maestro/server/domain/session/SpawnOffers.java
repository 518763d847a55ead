package dev.maestro.server.domain.session;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.NeedsInput;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.SessionEditor;
import dev.maestro.protocol.model.SessionStatus;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.DocumentQuery;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.document.SessionChanges;
import dev.maestro.server.domain.document.SessionStatusRule;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.Tags;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes lapsed offers again, and gives sessions up whose last offer lapsed.
 *
 * <p>The deadlines are in the store: any node may look, at any time, and after a restart. Threads: thread-safe; blocks.
 */
public final class SpawnOffers {
    /** Why a session failed that nobody started. */
    static final String NOT_STARTED = "spawn_timeout";

    private final Commits commits;
    private final SpawnPolicy policy;
    private final Clock clock;

    public SpawnOffers(Commits commits, SpawnPolicy policy, Clock clock) {
        this.commits = commits;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * Handles every offer that has lapsed; called about once a second. Costs one indexed read when there is none.
     *
     * @return how many had lapsed and were handled here
     * @throws BackendUnavailableException if the store is away; what is due stays due
     */
    public int expireOverdue() {
        int handled = 0;
        @Nullable String cursor = null;
        do {
            DocumentPage page = commits.backend()
                    .list(new DocumentQuery(
                            Shelves.SESSIONS.kind(),
                            null,
                            Set.of(Tags.status(SessionStatus.SPAWNING.wire())),
                            cursor,
                            DocumentQuery.MAX_LIMIT));
            for (StoredDocument stored : page.documents()) {
                if (isDue(stored.tags(), clock.millis()) && expire(stored.key().id())) {
                    handled++;
                }
            }
            cursor = page.next();
        } while (cursor != null);
        return handled;
    }

    private boolean expire(String sessionId) {
        Answer answer = commits.run(Caller.HUB, draft -> {
            Optional<Held<Session>> held = draft.find(Shelves.SESSIONS, sessionId)
                    .filter(found -> isDue(found.stored().tags(), draft.now()));
            // Meanwhile it may have started, gone, or been handled by another node.
            return held.map(lapsed -> handle(draft, lapsed)).orElseGet(() -> Answer.deleted(sessionId));
        });
        return answer.version() > 0;
    }

    private Answer handle(Draft draft, Held<Session> held) {
        SpawnOffer offer = SpawnOffer.of(held.stored().tags()).orElseThrow();
        SessionEditor edited = held.document().edit();
        if (offer.number() >= policy.offers()) {
            SessionStatusRule.move(held.document(), edited, SessionStatus.FAILED, NeedsInput.NO, draft.now());
            JsonBytes body = SessionChanges.heard(draft, held, edited, NOT_STARTED);
            return Answer.done(edited.build(), body);
        }
        SpawnOffer again = new SpawnOffer(
                offer.number() + 1, draft.now() + policy.patience().toMillis(), null);
        Session after = SessionChanges.next(draft, held, edited);
        Answer answer = Answer.done(after, SessionChanges.offered(draft, held, after, again.tags()));
        SpawnService.tell(draft, after);
        return answer;
    }

    private static boolean isDue(Set<String> tags, long now) {
        return SpawnOffer.of(tags).map(offer -> offer.dueAt() <= now).orElse(false);
    }
}
