package dev.maestro.server.domain.session;

import dev.maestro.protocol.model.NeedsInput;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.SessionEditor;
import dev.maestro.protocol.model.SessionMetadata;
import dev.maestro.protocol.model.SessionStatus;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.document.SessionStatusRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of a session that clients set. */
final class SessionFields {
    private SessionFields() {}

    /** Returns a session nobody has said anything about. */
    static Session blank(String id, String projectId, SessionStatus status, long now) {
        return new Session(
                id,
                projectId,
                1,
                List.of(),
                "",
                null,
                Map.of(),
                status,
                NeedsInput.NO,
                now,
                now,
                null,
                null,
                null,
                List.of(),
                SessionMetadata.NONE,
                null,
                null,
                now,
                now);
    }

    /** Merges the fields that are given into a session, which is then checked by {@link Fields#done}. */
    static SessionEditor merge(Fields fields, Session session, long now) {
        SessionEditor edited = session.edit();
        status(fields, session, edited, now);
        return edited.name(fields.sayingText("name", Limit.TITLE, session.name()))
                .agentId(fields.clearableText("agentId", Limit.WORD, session.agentId()))
                .env(fields.texts("env", session.env()))
                .hostname(fields.clearableText("hostname", Limit.WORD, session.hostname()))
                .platform(fields.clearableText("platform", Limit.WORD, session.platform()))
                .metadata(metadata(fields, session.metadata()));
    }

    private static void status(Fields fields, Session session, SessionEditor edited, long now) {
        SessionStatus status = fields.choice("status", SessionStatus.class, session.status());
        if (status == SessionStatus.SPAWNING && session.status() != SessionStatus.SPAWNING) {
            fields.fault("status", "a session is spawning only when it was made by spawning it");
            return;
        }
        NeedsInput asked = session.needsInput();
        Optional<Fields> given = fields.object("needsInput");
        if (given.isPresent()) {
            boolean active = given.get().flag("active", asked.active());
            asked = new NeedsInput(active, given.get().clearableText("message", Limit.LINE, asked.message()));
            given.get().close();
            status = statusFor(fields, given.get(), status, active);
        } else if (status == SessionStatus.NEEDS_INPUT && !asked.active()) {
            asked = new NeedsInput(true, null);
        }
        SessionStatusRule.move(session, edited, status, asked, now);
        completedAt(fields, session, edited, status);
    }

    private static SessionStatus statusFor(Fields fields, Fields asked, SessionStatus status, boolean active) {
        boolean waiting = status == SessionStatus.NEEDS_INPUT;
        if (active == waiting) {
            return status;
        }
        if (fields.has("status") || (active && status.ended())) {
            asked.fault("active", "does not go with status " + status.wire());
            return status;
        }
        return active ? SessionStatus.NEEDS_INPUT : SessionStatus.RUNNING;
    }

    private static void completedAt(Fields fields, Session session, SessionEditor edited, SessionStatus status) {
        if (!fields.has("completedAt")) {
            return;
        }
        @Nullable Long given = fields.clearableTime("completedAt", session.completedAt());
        if (status.ended() == (given == null)) {
            fields.fault("completedAt", "must be a time when the session has ended, and null when it has not");
        } else {
            edited.completedAt(given);
        }
    }

    private static SessionMetadata metadata(Fields fields, SessionMetadata from) {
        Optional<Fields> given = fields.object("metadata");
        if (given.isEmpty()) {
            return from;
        }
        Fields in = given.get();
        SessionMetadata metadata = new SessionMetadata(
                in.words("skills", from.skills()),
                in.clearableText("spawnedBy", Limit.WORD, from.spawnedBy()),
                in.clearableText("spawnReason", Limit.LINE, from.spawnReason()));
        in.close();
        return metadata;
    }
}
