package dev.maestro.server.namespace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.command.NamedSession;
import dev.maestro.protocol.command.NoPayload;
import dev.maestro.protocol.command.TerminalAck;
import dev.maestro.protocol.command.TerminalInput;
import dev.maestro.protocol.command.TerminalResize;
import dev.maestro.protocol.command.WatchTerminal;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.Room;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.namespace.event.ClientCatalogue;
import dev.maestro.server.namespace.event.ClientEvents;
import dev.maestro.server.namespace.event.EventAnswer;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.terminal.TerminalService;
import dev.maestro.server.terminal.TerminalSummary;
import java.util.Map;
import java.util.Set;

/**
 * What viewers of terminals say. A terminal in a project one may not see is answered as one that is not there.
 *
 * <p>Spec: docs/protocol/terminal.md, "Viewers".
 */
final class ViewerEvents {
    private final TerminalService terminals;
    private final RoomSpace space;

    ViewerEvents(TerminalService terminals, RoomSpace space) {
        this.terminals = terminals;
        this.space = space;
    }

    /** Takes these events in a namespace. */
    void register(ClientEvents events) {
        events.on(ClientCatalogue.TERMINAL_WATCH, this::watch);
        events.on(ClientCatalogue.TERMINAL_UNWATCH, this::unwatch);
        events.on(ClientCatalogue.TERMINAL_LIST, this::list);
        events.onAtOnce(ClientCatalogue.TERMINAL_INPUT, this::input);
        events.onAtOnce(ClientCatalogue.TERMINAL_RESIZE, this::resize);
        events.onAtOnce(ClientCatalogue.TERMINAL_ACK, this::ack);
    }

    private void watch(HubClient client, WatchTerminal asked, EventAnswer answer) {
        String projectId = require(client, asked.sessionId()).projectId();
        String room = Room.terminal(asked.sessionId());
        RoomProjects.note(client, Map.of(room, projectId));
        Set<String> joined = space.join(client, Set.of(room), Set.of(projectId));
        try {
            terminals.watch(
                    new SocketViewer(client),
                    asked,
                    watched -> answer.succeed(Json.mapper().valueToTree(watched)),
                    answer::refuse);
        } catch (HubException e) {
            // Who watched before goes on watching.
            client.leaveRooms(joined);
            throw e;
        }
    }

    private void unwatch(HubClient client, NamedSession session, EventAnswer answer) {
        client.leaveRoom(Room.terminal(session.sessionId()));
        terminals.unwatch(client.socket().id(), session.sessionId());
        answer.succeed(Json.mapper().createObjectNode());
    }

    private void list(HubClient client, NoPayload nothing, EventAnswer answer) {
        ObjectNode fields = Json.mapper().createObjectNode();
        fields.set("terminals", Json.mapper().valueToTree(terminals.list(Principals.of(client)::maySee)));
        answer.succeed(fields);
    }

    private void input(HubClient client, TerminalInput input, EventAnswer answer) {
        require(client, input.sessionId());
        LateAnswer.when(terminals.input(new SocketViewer(client), input), answer);
    }

    private void resize(HubClient client, TerminalResize size, EventAnswer answer) {
        require(client, size.sessionId());
        LateAnswer.when(terminals.resize(new SocketViewer(client), size), answer);
    }

    private void ack(HubClient client, TerminalAck ack, EventAnswer answer) {
        require(client, ack.sessionId());
        terminals.ack(client.socket().id(), ack);
        answer.succeed(Json.mapper().createObjectNode());
    }

    private TerminalSummary require(HubClient client, String sessionId) {
        Principal principal = Principals.of(client);
        return terminals
                .find(sessionId)
                .filter(terminal -> principal.maySee(terminal.projectId()))
                .orElseThrow(() -> HubException.of(ErrorCode.NOT_FOUND, "Terminal session not found"));
    }
}
