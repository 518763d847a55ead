package dev.maestro.server.domain.state;

import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Modal;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.ProjectSnapshot;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Sight;
import dev.maestro.server.domain.document.FreshSessions;
import dev.maestro.server.domain.document.Heartbeats;
import dev.maestro.server.domain.document.MailRule;
import dev.maestro.server.domain.document.Shelves;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a client starts from. Threads: thread-safe; blocks on the store. */
public final class StateService {
    private static final Set<DocumentKind> KINDS = Set.of(
            DocumentKind.PROJECT,
            DocumentKind.SESSION,
            DocumentKind.PRESENCE,
            DocumentKind.TASK,
            DocumentKind.TEAM_MEMBER,
            DocumentKind.MAIL,
            DocumentKind.MODAL);

    private final Backend backend;
    private final FreshSessions fresh;
    private final TerminalDirectory terminals;

    /**
     * Makes the service.
     *
     * @param heartbeats of the agents that have sockets here
     */
    public StateService(Backend backend, Heartbeats heartbeats, TerminalDirectory terminals) {
        this.backend = backend;
        this.fresh = new FreshSessions(backend, heartbeats);
        this.terminals = terminals;
    }

    /**
     * Reads everything of a project at one moment, with the terminals there are and when agents were last heard of.
     *
     * <p>For an agent, of the mail only that to or from its own session, and of the modals only that session's.
     *
     * @throws HubException {@code not_found} if it does not exist or the caller may not see it
     */
    public StateSnapshot snapshot(Caller caller, String projectId) {
        if (!Sight.of(backend, caller, projectId)) {
            throw Draft.missing(Shelves.PROJECTS, projectId);
        }
        ProjectSnapshot snapshot = backend.snapshot(projectId, KINDS);
        if (snapshot.ofKind(DocumentKind.PROJECT).isEmpty()) {
            throw Draft.missing(Shelves.PROJECTS, projectId);
        }
        List<StoredDocument> mail = snapshot.ofKind(DocumentKind.MAIL).stream()
                .filter(stored -> MailRule.mayRead(caller, stored))
                .toList();
        List<StoredDocument> modals = snapshot.ofKind(DocumentKind.MODAL).stream()
                .filter(stored -> isShownTo(caller, stored))
                .toList();
        return new StateSnapshot(json(snapshot, mail, modals, terminals.of(projectId)), snapshot.offset());
    }

    private static boolean isShownTo(Caller caller, StoredDocument modal) {
        return caller.agent()
                .map(own -> own.equals(modal.body().asKnown(Modal.class).sessionId()))
                .orElse(true);
    }

    private List<StoredDocument> sessions(ProjectSnapshot snapshot) {
        Map<String, StoredDocument> presences = new HashMap<>();
        snapshot.ofKind(DocumentKind.PRESENCE)
                .forEach(presence -> presences.put(presence.key().id(), presence));
        return snapshot.ofKind(DocumentKind.SESSION).stream()
                .map(session -> fresh.fresh(session, presences.get(session.key().id())))
                .toList();
    }

    // The documents are joined as they are stored: parsing them only to write them again would make this dear.
    private JsonBytes json(
            ProjectSnapshot snapshot, List<StoredDocument> mail, List<StoredDocument> modals, JsonBytes terminalList) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        text(out, "{\"success\":true,\"sessions\":");
        array(out, sessions(snapshot));
        text(out, ",\"tasks\":");
        array(out, snapshot.ofKind(DocumentKind.TASK));
        text(out, ",\"teamMembers\":");
        array(out, snapshot.ofKind(DocumentKind.TEAM_MEMBER));
        text(out, ",\"mail\":");
        array(out, mail);
        text(out, ",\"terminals\":");
        out.writeBytes(terminalList.array());
        text(out, ",\"modals\":");
        array(out, modals);
        text(out, ",\"offset\":\"" + snapshot.offset().text() + "\"}");
        return JsonBytes.ofUtf8(out.toByteArray());
    }

    private static void array(ByteArrayOutputStream out, List<StoredDocument> documents) {
        out.write('[');
        String separator = "";
        for (StoredDocument document : documents) {
            text(out, separator);
            out.writeBytes(document.body().array());
            separator = ",";
        }
        out.write(']');
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
