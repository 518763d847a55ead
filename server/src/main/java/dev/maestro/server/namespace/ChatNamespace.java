package dev.maestro.server.namespace;

import dev.maestro.protocol.command.NoPayload;
import dev.maestro.protocol.command.RegisterCommands;
import dev.maestro.protocol.command.SendMessage;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.Room;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.portal.PortalSpace;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.namespace.event.ClientCatalogue;
import dev.maestro.server.namespace.event.ClientEvents;
import dev.maestro.server.namespace.event.EventAnswer;
import dev.maestro.server.portal.Person;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /chat/{name}}: a project's chat. Spec: docs/protocol/portal.md, "Chat". */
final class ChatNamespace implements PortalPlace {
    static final String TEMPLATE = PortalSpace.CHAT.text();

    private static final Logger LOG = LoggerFactory.getLogger(ChatNamespace.class);
    private static final String TYPIST = "namespace.typist";
    private static final String HANDLER = "namespace.command-handler";

    private final ProjectPlace place;
    private final PortalParts services;
    private final Executor pool;

    private ChatNamespace(ProjectPlace place, PortalParts services, Executor pool) {
        this.place = place;
        this.services = services;
        this.pool = pool;
    }

    static void open(HubNamespace namespace, NamespaceParts parts, PortalParts services) {
        ProjectPlace place = new ProjectPlace(namespace, services.projects());
        ChatNamespace chat = new ChatNamespace(place, services, parts.pools().events());
        ClientEvents events = PortalLogin.open(namespace, parts, chat);
        namespace.addDisconnectListener(client -> chat.gone((HubClient) client));
        events.on(ClientCatalogue.SEND_MESSAGE, chat::send);
        events.onAtOnce(ClientCatalogue.TYPING_START, chat::startTyping);
        events.onAtOnce(ClientCatalogue.TYPING_STOP, chat::stopTyping);
        events.on(ClientCatalogue.REGISTER_COMMANDS, chat::register);
    }

    @Override
    public void admit(HubClient client, Principal principal) {
        place.admit(client, principal);
    }

    @Override
    public void entered(HubClient client) {
        ProjectPlace.entered(client);
        AccessChanges.then(client, () -> accessChanged(client));
        PortalPerson.settle(client);
    }

    private void send(HubClient client, SendMessage message, EventAnswer answer) {
        Answer sent = services.chat().post(Principals.caller(client), ProjectPlace.of(client), message);
        stopTyping(client);
        answer.succeed(Json.mapper().createObjectNode().put("message_id", sent.id()));
    }

    private void startTyping(HubClient client, NoPayload nothing, EventAnswer answer) {
        requireInChat(client);
        Person person = PortalPerson.of(client);
        services.typing().start(ProjectPlace.of(client), person);
        client.set(TYPIST, person);
        answer.succeed(Json.mapper().createObjectNode());
    }

    private void stopTyping(HubClient client, NoPayload nothing, EventAnswer answer) {
        stopTyping(client);
        answer.succeed(Json.mapper().createObjectNode());
    }

    private void stopTyping(HubClient client) {
        Person person = client.get(TYPIST);
        if (person != null) {
            client.del(TYPIST);
            services.typing().stop(ProjectPlace.of(client), person);
        }
    }

    private void register(HubClient client, RegisterCommands asked, EventAnswer answer) {
        requireInChat(client);
        services.requireNotBuiltIn(asked.commands());
        SocketCommandHandler handler = client.get(HANDLER);
        if (handler == null) {
            handler = new SocketCommandHandler(client);
            client.set(HANDLER, handler);
        }
        services.commands().register(ProjectPlace.of(client), asked.commands(), handler);
        answer.succeed(Json.mapper().createObjectNode());
    }

    private void accessChanged(HubClient client) {
        PortalPerson.settle(client);
        if (!isInChat(client)) {
            gone(client);
        }
    }

    private void gone(HubClient client) {
        stopTyping(client);
        SocketCommandHandler handler = client.get(HANDLER);
        if (handler != null) {
            forgetSoon(handler);
        }
    }

    private void forgetSoon(SocketCommandHandler handler) {
        try {
            pool.execute(() -> services.commands().forget(handler));
        } catch (RejectedExecutionException e) {
            LOG.atDebug().setCause(e).log("the hub stops; its commands go with its lease");
        }
    }

    private static void requireInChat(HubClient client) {
        if (!isInChat(client)) {
            throw HubException.of(ErrorCode.FORBIDDEN, "this chat is not yours to see any more");
        }
    }

    private static boolean isInChat(HubClient client) {
        return client.socket().isIn(Room.project(ProjectPlace.of(client)));
    }
}
