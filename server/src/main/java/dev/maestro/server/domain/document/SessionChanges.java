package dev.maestro.server.domain.document;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.News;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.SessionEditor;
import dev.maestro.protocol.model.SessionStatus;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Held;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stores sessions with the news of them, last of all {@code agent:activity} where a new status is worth telling. The modals
 * of one that ends are closed before. At most one change a session and draft.
 */
public final class SessionChanges {
    private SessionChanges() {}

    /** Stores a new session: {@code session:created}, then what its status is worth telling. */
    public static JsonBytes created(Draft draft, Session session, Set<String> hidden) {
        JsonBytes body = draft.create(Shelves.SESSIONS, session, hidden);
        draft.tell(EventName.SESSION_CREATED, session.projectId(), List.of(session.id()), body);
        notices(draft, SessionStatus.RUNNING, session, null);
        SessionActivity.tell(draft, session, null);
        return body;
    }

    /**
     * Stores a changed session, active now: {@code session:updated}, then what a new status is worth telling. If
     * nothing differs, nothing is stored or told.
     *
     * @return the session as JSON
     */
    public static JsonBytes changed(Draft draft, Held<Session> before, SessionEditor edited) {
        if (edited.build().equals(before.document())) {
            draft.requireUnchanged(before);
            return before.stored().body();
        }
        return heard(draft, before, edited, null);
    }

    /**
     * Stores a session that was heard of, whether or not it differs.
     *
     * @param reason why it failed, if it did; null when nobody said
     */
    public static JsonBytes heard(Draft draft, Held<Session> before, SessionEditor edited, @Nullable String reason) {
        endPresence(draft, before, edited);
        return stored(
                draft, before, next(draft, before, edited), before.stored().tags(), Optional.ofNullable(reason));
    }

    /**
     * Stores what is known of a session's agent. Nobody did anything in the session by that.
     *
     * @return the session as JSON
     */
    public static JsonBytes ofAgent(Draft draft, Held<Session> before, SessionEditor edited) {
        return stored(
                draft,
                before,
                nextOfAgent(draft, before, edited),
                before.stored().tags(),
                Optional.empty());
    }

    /**
     * Fails a session whose agent is lost, and removes the agent's presence: {@code session:updated}, then
     * {@code notify:session_failed}.
     *
     * @param reason why, as clients are told
     */
    public static void lost(Draft draft, Held<Session> before, Held<Presence> presence, String reason) {
        SessionEditor edited = before.document().edit();
        SessionStatusRule.lose(before.document(), edited, draft.now());
        heartbeatOf(presence, edited);
        draft.delete(presence);
        var unused = stored(
                draft,
                before,
                nextOfAgent(draft, before, edited),
                before.stored().tags(),
                Optional.of(reason));
    }

    /** Notes in a session when its agent was last heard of, before that is forgotten. */
    public static void heartbeatOf(Held<Presence> presence, SessionEditor edited) {
        @Nullable Long last = presence.document().lastHeartbeat();
        if (last != null) {
            edited.lastHeartbeat(last);
        }
    }

    /** Stores a session with another spawn offer than before, whether or not it differs. */
    public static JsonBytes offered(Draft draft, Held<Session> before, Session after, Set<String> offer) {
        Set<String> hidden = new HashSet<>(before.stored().tags());
        hidden.removeIf(tag -> tag.startsWith(Tags.OFFER_PREFIX));
        hidden.addAll(offer);
        return stored(draft, before, after, hidden, Optional.empty());
    }

    /** Returns the session with its next version, changed and active now. */
    public static Session next(Draft draft, Held<Session> before, SessionEditor edited) {
        return edited.version(before.nextVersion())
                .updatedAt(draft.now())
                .lastActivity(draft.now())
                .build();
    }

    private static Session nextOfAgent(Draft draft, Held<Session> before, SessionEditor edited) {
        return edited.version(before.nextVersion()).updatedAt(draft.now()).build();
    }

    /** Whoever works in a session that is over cannot be lost. */
    private static void endPresence(Draft draft, Held<Session> before, SessionEditor edited) {
        if (!before.document().status().ended() && edited.build().status().ended()) {
            draft.find(Shelves.PRESENCES, before.document().id()).ifPresent(presence -> {
                heartbeatOf(presence, edited);
                draft.delete(presence);
            });
        }
    }

    private static JsonBytes stored(
            Draft draft, Held<Session> before, Session after, Set<String> hidden, Optional<String> reason) {
        if (!isOver(before.document()) && isOver(after)) {
            // Nobody waits any more for what is done in them.
            draft.tagged(Shelves.MODALS, after.projectId(), Tags.session(after.id()))
                    .forEach(modal -> Deletions.modal(draft, modal));
        }
        JsonBytes body = draft.update(before, after, hidden);
        draft.tell(EventName.SESSION_UPDATED, after.projectId(), List.of(after.id()), body);
        notices(draft, before.document().status(), after, reason.orElse(null));
        if (before.document().status() != after.status()) {
            SessionActivity.tell(draft, after, reason.orElse(null));
        }
        return body;
    }

    /** A lost agent may come back to what it shows. */
    private static boolean isOver(Session session) {
        return session.status().ended() && !session.lost();
    }

    private static void notices(Draft draft, SessionStatus before, Session session, @Nullable String reason) {
        if (before == session.status()) {
            return;
        }
        switch (session.status()) {
            case COMPLETED -> tell(draft, EventName.NOTIFY_SESSION_COMPLETED, session, null);
            case FAILED -> tell(draft, EventName.NOTIFY_SESSION_FAILED, session, reason);
            case NEEDS_INPUT ->
                draft.tell(
                        EventName.NOTIFY_NEEDS_INPUT,
                        session.projectId(),
                        List.of(session.id()),
                        new News.NeedsInputNotice(
                                session.id(),
                                session.name(),
                                session.needsInput().message()));
            case SPAWNING, IDLE, RUNNING, STOPPED -> {
                // Nobody needs to be called for these.
            }
        }
    }

    private static void tell(Draft draft, EventName name, Session session, @Nullable String reason) {
        draft.tell(
                name,
                session.projectId(),
                List.of(session.id()),
                new News.SessionNotice(session.id(), session.name(), reason));
    }
}
