package dev.maestro.server.namespace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.command.NoPayload;
import dev.maestro.protocol.command.ReplyInput;
import dev.maestro.protocol.command.SendMail;
import dev.maestro.protocol.command.SpawnSession;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.model.NeedsInput;
import dev.maestro.protocol.model.Session;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.namespace.event.ClientCatalogue;
import dev.maestro.server.namespace.event.ClientEvents;
import dev.maestro.server.namespace.event.EventAnswer;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;

/**
 * {@code /mobile}: phones, each on one project.
 *
 * <p>Spec: docs/protocol/events.md, "/mobile".
 */
public final class MobileNamespace {
    /** The namespace's name. */
    public static final String NAME = "/mobile";

    private final StateSync stateSync;
    private final WorkServices services;

    private MobileNamespace(StateSync stateSync, WorkServices services) {
        this.stateSync = stateSync;
        this.services = services;
    }

    /** Opens {@code /mobile}. */
    public static void register(HubNamespace namespace, NamespaceParts parts, UiServices state, WorkServices services) {
        MobileNamespace mobile = new MobileNamespace(new StateSync(state.states(), state.feed()), services);
        ClientEvents events = parts.open(namespace, new MobileDoor(parts.authenticator(), parts.backend()));
        namespace.addConnectListener(client -> Doors.joinOwnRooms((HubClient) client));
        events.on(ClientCatalogue.OWN_STATE_SYNC, mobile::syncState);
        events.on(ClientCatalogue.SEND_MAIL, mobile::sendMail);
        events.on(ClientCatalogue.REPLY_INPUT, parts.pools().waiting(), mobile::replyInput);
        events.on(ClientCatalogue.SPAWN, mobile::spawn);
    }

    private void syncState(HubClient client, NoPayload nothing, EventAnswer answer) {
        stateSync.answer(client, project(client), answer);
    }

    private void sendMail(HubClient client, SendMail letter, EventAnswer answer) {
        Caller caller = Principals.caller(client);
        Answer sent = services.mail().send(caller.shownAs("mobile:" + caller.id()), project(client), letter);
        answer.succeed(with("mail", sent));
    }

    private void replyInput(HubClient client, ReplyInput reply, EventAnswer answer) {
        Caller caller = Principals.caller(client);
        String sessionId = reply.sessionId();
        NeedsInput asked = requireInProject(client, caller, sessionId).needsInput();
        reply.typed().ifPresent(text -> requireTypeable(client, sessionId));
        Answer answered = services.reports().answerInput(caller, sessionId);
        reply.typed().ifPresent(text -> type(caller, answered, asked, text));
        answer.succeed(with("session", answered));
    }

    // After the answer is taken, so that of two who answer one types; and what was not typed was not answered.
    private void type(Caller caller, Answer answered, NeedsInput asked, String text) {
        try {
            services.terminals().reply(answered.id(), text);
        } catch (HubException e) {
            services.reports().unanswer(caller, answered, asked);
            throw e;
        }
    }

    private void spawn(HubClient client, SpawnSession asked, EventAnswer answer) {
        answer.succeed(with("session", services.spawns().spawn(Principals.caller(client), asked.in(project(client)))));
    }

    private Session requireInProject(HubClient client, Caller caller, String sessionId) {
        StoredDocument session = services.sessions().get(caller, sessionId);
        if (!session.projectId().equals(project(client))) {
            throw Draft.missing(Shelves.SESSIONS, sessionId);
        }
        return session.body().asKnown(Session.class);
    }

    private void requireTypeable(HubClient client, String sessionId) {
        if (!Principals.of(client).may(Permission.TERMINAL_WRITE)) {
            throw HubException.of(ErrorCode.FORBIDDEN, "you may not type into terminals");
        }
        if (!services.terminals().takes(sessionId)) {
            throw HubException.of(ErrorCode.UNAVAILABLE, "no terminal of the session takes input now");
        }
    }

    private static String project(HubClient client) {
        return SocketScope.of(client)
                .project()
                .orElseThrow(() -> HubException.of(ErrorCode.NOT_FOUND, "Project not found"));
    }

    private static ObjectNode with(String field, Answer answer) {
        ObjectNode fields = Json.mapper().createObjectNode();
        fields.set(field, answer.body().tree());
        return fields;
    }
}
