package dev.maestro.server.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.event.EventName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything that goes over real sockets is what {@code /asyncapi.json} says of the channel. */
class DescribedEventsTest {
    private static final Set<String> OF_WORK = Set.of(
            "agent_activity",
            "approval_request",
            "approval_resolved",
            "authenticated",
            "backlog_updated",
            "joined_project",
            "message_received",
            "run_complete",
            "run_failed",
            "run_update",
            "sprint_progress",
            "state_change",
            "task_update",
            "tdd_cycle_started",
            "tdd_state_change",
            "test_output",
            "thread_created",
            "thread_updated");
    private static final Set<String> ANSWERS = Set.of(
            "command",
            "command_result",
            "error",
            "pong",
            "subscribed",
            "terminal:exit",
            "terminal:input",
            "terminal:output",
            "terminal:resize",
            "terminal:resized",
            "typing_start",
            "typing_stop",
            "unsubscribed",
            "validation_error");
    private static final Set<String> ON_PLAIN_WEBSOCKETS =
            Set.of("auth:refreshed", "connected", "echo", "pong", "subscribed", "unsubscribed", "validation_error");

    private World world;
    private Door door;
    private Channels channels;
    private Ids ids;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void start() {
        world = new World();
        door = world.door;
        channels = new Channels(door);
        ids = Plant.inNewProject(door, "planted");
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        world.close();
    }

    @Test
    void everyNewsThatIsHeardIsDescribed() {
        String user = World.userOf(ids.project());
        SocketIoClient ui = socket("/ui", EventRows.user(ids));
        done(ui, "project:subscribe", "{\"projectId\":\"" + ids.project() + "\"}");
        SocketIoClient mobile = socket("/mobile", EventRows.phone(ids));
        SocketIoClient cli = socket("/cli", EventRows.agentOf(ids, ids.agentToken()));
        SocketIoClient portal = socket("/portal", "{}");
        authenticated(portal, user);
        done(portal, "join_project", "{\"project_name\":\"" + ids.project() + "\"}");
        SocketIoClient chat = socket("/chat/" + ids.project(), "{}");
        authenticated(chat, user);
        SocketIoClient monitoring = socket("/monitoring", "{}");
        authenticated(monitoring, user);
        Heard raw = listener("/", user);
        Heard brain = listener("/ws", user);
        Heard all = listener("/", World.everybody());

        Plant.inNewProject(door, "new");
        Plant.in(door, ids.project(), "more");
        Disturbance.of(door, ids, "changed");
        tellOfWork();
        door.done("DELETE", "/api/projects/" + ids.project(), "");
        // What each is sent last, when it is sent: they are not told at the same time.
        for (Heard each : List.of(raw, all, ui.heard(), mobile.heard())) {
            each.awaitContaining("\"type\":\"project:deleted\"");
        }
        cli.heard().awaitContaining("41/cli");
        brain.awaitContaining("run_failed");
        monitoring.heard().awaitContaining("test_output");
        chat.heard().awaitContaining("project_deleted");
        portal.heard().awaitContaining("\"action\":\"b\"");

        Set<String> heard = new LinkedHashSet<>();
        for (SocketIoClient client : List.of(ui, mobile, cli, portal, chat, monitoring)) {
            heard.addAll(channels.hold(client));
        }
        channels.hold(raw, "/");
        heard.addAll(channels.hold(brain, "/ws"));
        assertThat(channels.hold(all, "/"))
                .containsAll(
                        EventName.nativeOnes().stream().map(EventName::rawWire).toList());
        assertThat(heard)
                .containsAll(EventName.nativeOnes().stream()
                        .filter(event -> event != EventName.PROJECT_CREATED)
                        .map(EventName::wire)
                        .toList())
                .containsAll(OF_WORK);
    }

    @Test
    void nothingIsDescribedThatNoTestBringsAbout() {
        Set<String> broughtAbout = new LinkedHashSet<>();
        EventName.nativeOnes().forEach(event -> broughtAbout.addAll(List.of(event.wire(), event.rawWire())));
        List.of(
                        OF_WORK,
                        ANSWERS,
                        ON_PLAIN_WEBSOCKETS,
                        DescribedRareEventsTest.OF_LOGINS,
                        DescribedRareEventsTest.OF_TERMINALS,
                        DescribedRareEventsTest.OF_WATCHERS,
                        DescribedRareEventsTest.OF_THE_END)
                .forEach(broughtAbout::addAll);
        assertThat(channels.sent()).containsExactlyInAnyOrderElementsOf(broughtAbout);
    }

    private void tellOfWork() {
        String project = "/api/projects/" + ids.project();
        door.done("PATCH", project + "/workflow", "{'state':'going on','command':'c'}");
        door.done("POST", project + "/approvals/" + ids.approval() + "/resolve", "{'approved':true,'comment':'c'}");
        door.done("POST", project + "/approvals", "{'taskId':'" + ids.task() + "','reason':'r'}");
        String sprint = project + "/sprints/" + ids.sprint();
        door.done("POST", sprint + "/start", "");
        door.done("PATCH", project + "/backlog/" + ids.story(), "{'status':'completed','position':0}");
        door.done("DELETE", project + "/backlog/" + ids.story(), "");
        door.done(
                "POST",
                project + "/activity",
                "{'agentType':'a','action':'b','status':'started','duration':5,'metrics':{'m':1},'error':'e'}");
        door.done("POST", project + "/tdd", "{'event':'cycle_started','storyId':'s','estimatedDuration':5}");
        door.done(
                "POST",
                project + "/tdd",
                "{'event':'state_change','cycleId':'c','oldState':'a','newState':'b','phaseDuration':1,"
                        + "'testResults':[],'codeMetrics':{}}");
        door.done("POST", project + "/test-output", "{'cycleId':'c','outputType':'stdout','content':'o'}");
        String message = door.made(
                project + "/messages",
                "{'type':'message','content':'m','attachments':[{'name':'n','size':1,'type':'text/plain'}]}");
        door.done("POST", project + "/messages/" + message + "/reactions", "{'emoji':'e'}");
        String thread = door.made(project + "/threads", "{'parentMessageId':'" + message + "'}");
        door.done("POST", project + "/messages", "{'type':'thread_reply','content':'m','threadId':'" + thread + "'}");
    }

    /** Every client event that a namespace takes is said with what a row of the isolation tests says of one's own. */
    @Test
    void acksAndAnswersAreDescribed() {
        SocketIoClient ui = socket("/ui", EventRows.user(ids));
        String sessions = "{\"sessionIds\":[\"" + ids.session() + "\"]}";
        for (String event : List.of("subscribe", "session:subscribe", "unsubscribe", "session:unsubscribe")) {
            acked(ui, "/ui", event, sessions);
        }
        acked(ui, "/ui", "ping", "");
        acked(ui, "/ui", "project:subscribe", "{\"projectId\":\"" + ids.project() + "\"}");
        acked(ui, "/ui", "state:sync", "{\"projectId\":\"" + ids.project() + "\"}");
        acked(ui, "/ui", "session:claim-spawn", "{\"sessionId\":\"" + ids.spawning() + "\"}");
        acked(ui, "/ui", "auth:refresh", EventRows.user(ids));
        SocketIoClient viewer = terminals(ui);
        refused(ui, "/ui", "project:subscribe", "{\"projectId\":\"none\"}");
        refused(ui, "/ui", "project:subscribe", "{\"strange\":1}");
        ui.tell("project:subscribe", "{\"strange\":1}");
        ui.heard().awaitContaining("validation_error");

        SocketIoClient mobile = socket("/mobile", EventRows.phone(ids));
        acked(mobile, "/mobile", "state:sync", "");
        acked(mobile, "/mobile", "mail:send", "{\"toSessionId\":\"" + ids.session() + "\",\"subject\":\"s\"}");
        acked(mobile, "/mobile", "session:spawn", "{\"name\":\"n\"}");
        acked(mobile, "/mobile", "session:reply-input", "{\"sessionId\":\"" + ids.waiting() + "\"}");
        refused(mobile, "/mobile", "session:reply-input", "{\"sessionId\":\"" + ids.waiting() + "\"}");

        SocketIoClient cli = socket("/cli", EventRows.agentOf(ids, ids.agentToken()));
        acked(cli, "/cli", "heartbeat", "{\"status\":\"working\"}");
        acked(cli, "/cli", "session:report", "{\"type\":\"progress\",\"message\":\"m\"}");

        String user = World.userOf(ids.project());
        SocketIoClient portal = socket("/portal", "{}");
        acked(portal, "/portal", "authenticate", "{\"token\":\"" + user + "\"}");
        String named = "{\"project_name\":\"" + ids.project() + "\"}";
        acked(portal, "/portal", "join_project", named);
        acked(portal, "/portal", "subscribe_to_events", "{\"events\":[\"state_change\"]}");
        acked(portal, "/portal", "leave_project", named);
        portal.tell("join_project", "{}");
        portal.heard().awaitContaining("validation_error");
        portal.tell("join_project", "{\"project_name\":\"none\"}");
        portal.heard().awaitContaining("\"error\"");
        SocketIoClient chat = socket("/chat/" + ids.project(), "{}");
        acked(chat, "/chat/{name}", "authenticate", "{\"token\":\"" + user + "\"}");
        SocketIoClient other =
                socket("/chat/" + ids.project(), "{\"token\":\"" + World.visitorOf(ids.project()) + "\"}");
        acked(chat, "/chat/{name}", "typing_start", "");
        acked(chat, "/chat/{name}", "typing_stop", "");
        acked(chat, "/chat/{name}", "register_commands", "{\"commands\":[\"mine\"]}");
        acked(chat, "/chat/{name}", "send_message", "{\"content\":\"/mine a b\",\"type\":\"command\"}");
        chat.answer(chat.heard().awaitContaining("[\"command\","), "{\"success\":true,\"result\":[1]}");
        chat.heard().awaitContaining("command_result");
        other.heard().awaitContaining("typing_stop");
        Set<String> heard = new LinkedHashSet<>();
        for (SocketIoClient client : List.of(ui, mobile, cli, portal, chat, other, viewer)) {
            heard.addAll(channels.hold(client));
        }
        assertThat(heard).containsAll(ANSWERS);
    }

    private SocketIoClient terminals(SocketIoClient ui) {
        String session = "\"sessionId\":\"" + ids.session() + "\"";
        acked(ui, "/ui", "terminal:register", "{\"ptyId\":\"p\"," + session + "}");
        SocketIoClient viewer = socket("/terminal", EventRows.user(ids));
        acked(viewer, "/terminal", "terminal:watch", "{" + session + "}");
        acked(viewer, "/terminal", "terminal:list", "");
        acked(ui, "/ui", "terminal:output", "{\"ptyId\":\"p\",\"data\":\"hello\"}");
        viewer.heard().awaitContaining("hello");
        acked(viewer, "/terminal", "terminal:ack", "{" + session + ",\"position\":5}");
        acked(viewer, "/terminal", "terminal:input", "{" + session + ",\"input\":\"typed\"}");
        ui.heard().awaitContaining("typed");
        acked(viewer, "/terminal", "terminal:resize", "{" + session + ",\"cols\":90,\"rows\":30}");
        acked(ui, "/ui", "terminal:resize", "{\"ptyId\":\"p\",\"cols\":90,\"rows\":30}");
        viewer.heard().awaitContaining("terminal:resized");
        acked(ui, "/ui", "terminal:exit", "{\"ptyId\":\"p\",\"exitCode\":0}");
        viewer.heard().awaitContaining("terminal:exit");
        acked(viewer, "/terminal", "terminal:unwatch", "{" + session + "}");
        return viewer;
    }

    @Test
    void whatIsSaidOnPlainWebSocketsIsDescribed() {
        WebSocketWire raw = wire("/");
        Heard heard = heardOf.get(heardOf.size() - 1);
        raw.send("{\"type\":\"subscribe\",\"sessionIds\":[\"" + ids.session() + "\"]}");
        raw.send("{\"type\":\"unsubscribe\"}");
        raw.send("{\"type\":\"ping\",\"data\":1}");
        raw.send("{\"type\":\"auth:refresh\",\"token\":\"" + World.userOf(ids.project()) + "\"}");
        raw.send("{\"type\":\"strange\"}");
        heard.awaitContaining("validation_error");
        heard.awaitContaining("auth:refreshed");
        Set<String> held = channels.hold(heard, "/");

        WebSocketWire brain = wire("/ws");
        Heard told = heardOf.get(heardOf.size() - 1);
        brain.send("{\"a\":1}");
        brain.send("no json");
        brain.send("{\"type\":\"auth:refresh\",\"token\":\"" + World.userOf(ids.project()) + "\"}");
        told.awaitContaining("validation_error");
        told.awaitContaining("auth:refreshed");
        told.awaitContaining("echo");
        held.addAll(channels.hold(told, "/ws"));
        assertThat(held).containsAll(ON_PLAIN_WEBSOCKETS);
    }

    private final List<Heard> heardOf = new ArrayList<>();

    private WebSocketWire wire(String path) {
        Heard heard = new Heard();
        heardOf.add(heard);
        WebSocketWire wire =
                new WebSocketWire(world.url(), path + "?token=" + World.userOf(ids.project()), true, heard::add);
        open.add(wire::close);
        return wire;
    }

    private Heard listener(String path, String token) {
        Heard heard = new Heard();
        WebSocketWire wire = new WebSocketWire(world.url(), path + "?token=" + token, true, heard::add);
        open.add(wire::close);
        return heard;
    }

    private SocketIoClient socket(String namespace, String auth) {
        SocketIoClient client = SocketIoClient.connect(world.url(), false, namespace, auth);
        open.add(client);
        assertThat(client.connected()).as(client.greeting()).isTrue();
        return client;
    }

    private static void authenticated(SocketIoClient client, String token) {
        done(client, "authenticate", "{\"token\":\"" + token + "\"}");
    }

    private static void done(SocketIoClient client, String event, String payload) {
        JsonNode ack = client.ask(event, payload);
        assertThat(ack.path("success").asBoolean()).as("%s: %s", event, ack).isTrue();
    }

    private void acked(SocketIoClient client, String address, String event, String payload) {
        if (!payload.isEmpty()) {
            channels.holdSent(address, event, Channels.tree(payload));
        }
        JsonNode ack = client.ask(event, payload);
        assertThat(ack.path("success").asBoolean()).as("%s: %s", event, ack).isTrue();
        channels.holdAck(address, event, ack);
    }

    private void refused(SocketIoClient client, String address, String event, String payload) {
        JsonNode ack = client.ask(event, payload);
        assertThat(ack.path("success").asBoolean(true)).as("%s: %s", event, ack).isFalse();
        channels.holdAck(address, event, ack);
    }
}
