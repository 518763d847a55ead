package dev.maestro.server.domain.mail;

import dev.maestro.protocol.command.SendMail;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Mail;
import dev.maestro.protocol.model.Session;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.AgentRule;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Form;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.Ids;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.domain.Reads;
import dev.maestro.server.domain.document.Deletions;
import dev.maestro.server.domain.document.MailRule;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.Tags;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Mail; waiting for it is {@link MailWaits}. Threads: thread-safe; blocks on the store. */
public final class MailService {
    /** What sends mail. */
    public static final Form SENDING = Form.of(fields -> {
        read(fields);
        sender(fields);
        project(fields);
    });

    private static final String USUAL_TYPE = "directive";

    private final Commits commits;
    private final Reads reads;

    public MailService(Commits commits) {
        this.commits = commits;
        this.reads = new Reads(commits.backend());
    }

    /**
     * Reads one piece of mail.
     *
     * @throws HubException {@code forbidden} if an agent's own session neither sent nor got it
     */
    public StoredDocument get(Caller caller, String id) {
        StoredDocument mail = reads.get(caller, Shelves.MAIL, id);
        if (!MailRule.mayRead(caller, mail)) {
            AgentRule.refuse(caller, "read the mail of other sessions");
        }
        return mail;
    }

    /**
     * Lists mail, oldest first.
     *
     * @param projectId of this project; null for every project the caller may see
     * @param sessionId to this session; null for any, and for an agent its own
     * @throws HubException {@code not_found} if there is no such project, {@code forbidden} for mail of others than an
     *     agent's own session
     */
    public DocumentPage list(Caller caller, @Nullable String projectId, @Nullable String sessionId, Page page) {
        if (sessionId != null) {
            AgentRule.requireOwn(caller, sessionId, "list mail to its own session only");
        }
        @Nullable String wanted = sessionId == null ? caller.agentSession() : sessionId;
        Set<String> tags = wanted == null ? Set.of() : Set.of(Tags.session(wanted));
        return reads.listIn(caller, Shelves.MAIL, projectId, tags, page);
    }

    /**
     * Sends mail: {@code toSessionId}, {@code subject}, {@code body?}, {@code type?} ({@code directive}), {@code
     * projectId?} (that of the addressed session), {@code fromSessionId?} (a session of the project; without it the
     * caller's own name is the sender).
     */
    public Answer send(Caller caller, Payload payload) {
        return commits.run(caller, draft -> {
            Fields fields = payload.fields();
            Optional<String> project = project(fields);
            Optional<String> from = sender(fields);
            SendMail letter = read(fields);
            String to = letter.toSessionId();
            if (fields.faultless()) {
                from.ifPresent(id -> AgentRule.requireOwn(caller, id, "send mail from its own session only"));
                checkSessions(draft, caller, fields, project, from, to);
            }
            fields.done();
            return put(
                    draft,
                    draft.need(Shelves.SESSIONS, to, caller),
                    from.or(caller::agent).orElse(caller.id()),
                    letter);
        });
    }

    /**
     * Sends mail in the caller's own name to a session of a project.
     *
     * @throws HubException {@code not_found} if the session is not there, or of another project
     */
    public Answer send(Caller caller, String projectId, SendMail letter) {
        return commits.run(caller, draft -> {
            Held<Session> to = draft.need(Shelves.SESSIONS, letter.toSessionId(), caller);
            if (!to.document().projectId().equals(projectId)) {
                throw Draft.missing(Shelves.SESSIONS, letter.toSessionId());
            }
            return put(draft, to, caller.id(), letter);
        });
    }

    private static Answer put(Draft draft, Held<Session> to, String from, SendMail letter) {
        String id = to.document().id();
        String projectId = to.document().projectId();
        Mail mail = new Mail(
                Ids.next("mail", draft.now()),
                projectId,
                1,
                from,
                id,
                letter.type(),
                letter.subject(),
                letter.body(),
                draft.now(),
                draft.now());
        draft.requireExists(Shelves.SESSIONS, id);
        JsonBytes json = draft.create(Shelves.MAIL, mail, Set.of());
        draft.tell(EventName.MAIL_RECEIVED, projectId, Set.of(id), json);
        return Answer.created(mail, json);
    }

    /** Reads what is said of mail but who sends it and in which project. */
    public static SendMail read(Fields fields) {
        return new SendMail(
                fields.requiredText("toSessionId", Limit.WORD),
                fields.sayingText("type", Limit.WORD, USUAL_TYPE),
                fields.requiredText("subject", Limit.TITLE),
                fields.text("body", Limit.TEXT, ""));
    }

    /** Deletes mail. */
    public Answer delete(Caller caller, String id, Expected expected) {
        return commits.run(caller, draft -> {
            Held<Mail> held = draft.need(Shelves.MAIL, id, caller);
            AgentRule.requireOwn(caller, held.document().toSessionId(), "delete mail to its own session only");
            expected.check(held);
            Deletions.mail(draft, held);
            return Answer.deleted(id);
        });
    }

    private static Optional<String> project(Fields fields) {
        return given(fields, "projectId");
    }

    private static Optional<String> sender(Fields fields) {
        return given(fields, "fromSessionId");
    }

    private static Optional<String> given(Fields fields, String name) {
        String text = fields.sayingText(name, Limit.WORD, "");
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static void checkSessions(
            Draft draft, Caller caller, Fields fields, Optional<String> project, Optional<String> from, String to) {
        project.ifPresent(id -> draft.need(Shelves.PROJECTS, id, caller));
        Optional<Held<Session>> addressed = draft.find(Shelves.SESSIONS, to)
                .filter(held -> caller.sees(held.document().projectId()))
                .filter(held -> project.isEmpty()
                        || project.get().equals(held.document().projectId()));
        if (addressed.isEmpty()) {
            fields.fault("toSessionId", "is not a session of the project");
            return;
        }
        String projectId = addressed.get().document().projectId();
        boolean known = from.isEmpty()
                || draft.find(Shelves.SESSIONS, from.get())
                        .filter(held -> held.document().projectId().equals(projectId))
                        .isPresent();
        if (!known) {
            fields.fault("fromSessionId", "is not a session of the project");
        }
    }
}
