package dev.maestro.server.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.server.backend.MovableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is heard only when a login ends, somebody lags, or the hub stops is what {@code /asyncapi.json} says, too. */
class DescribedRareEventsTest {
    static final Set<String> OF_LOGINS =
            Set.of("auth:access", "auth:expiring", "auth:expired", "authentication_failed", "rate_limited");
    static final Set<String> OF_TERMINALS =
            Set.of("terminal:controller", "terminal:owner", "terminal:flow", "terminal:resync");
    static final Set<String> OF_WATCHERS =
            Set.of("system_metrics", "config_changed", "user_action", "user_joined", "user_left");
    static final Set<String> OF_THE_END = Set.of("server:shutdown", "server:goodbye");

    private static final int PRINTED = 16 * 1024;
    private static final int MOST_UNACKED = 256 * 1024;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<SocketIoClient> clients = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void whatLoginsAreToldIsDescribed() {
        MovableClock clock = new MovableClock();
        try (World world = new World(Map.of("limits.events-per-second", "1", "limits.events-burst", "1"), clock)) {
            Channels channels = new Channels(world.door);
            Ids ids = Plant.inNewProject(world.door, "planted");
            Ids more = Plant.inNewProject(world.door, "more");
            // Ends in a second that does not pass before all have come.
            String ending = World.userUntil(ids.project(), clock.instant().getEpochSecond() + 1);
            SocketIoClient ui = socket(world, "/ui", "{\"token\":\"" + ending + "\"}");
            world.door.done(
                    "PATCH", "/api/projects/" + more.project(), "{'members':['user-of-" + ids.project() + "']}");
            for (int i = 0; i < 10; i++) {
                ui.tell("ping", "");
            }
            SocketIoClient portal = socket(world, "/portal", "{}");
            portal.ask("authenticate", "{\"token\":\"nobody's\"}");
            Heard raw = listener(world, "/", ending);
            Heard brain = listener(world, "/ws", ending);
            clock.move(Duration.ofSeconds(1));
            for (Heard heard : List.of(ui.heard(), raw, brain)) {
                heard.awaitContaining("auth:expired");
            }
            ui.heard().awaitContaining("auth:access");
            portal.heard().awaitContaining("authentication_failed");
            Set<String> heard = held(channels);
            heard.addAll(channels.hold(raw, "/"));
            heard.addAll(channels.hold(brain, "/ws"));
            assertThat(heard).containsAll(OF_LOGINS);
        }
    }

    @Test
    void whatOwnersAndViewersAreToldIsDescribed() {
        try (World world = new World()) {
            Channels channels = new Channels(world.door);
            Ids ids = Plant.inNewProject(world.door, "planted");
            SocketIoClient owner = socket(world, "/ui", EventRows.user(ids));
            SocketIoClient viewer = socket(world, "/terminal", EventRows.user(ids));
            String skipping = "\"sessionId\":\"" + ids.session() + "\"";
            done(owner, "terminal:register", "{\"ptyId\":\"p\"," + skipping + "}");
            done(viewer, "terminal:watch", "{" + skipping + "}");
            done(viewer, "terminal:input", "{" + skipping + ",\"input\":\"typed\"}");
            viewer.heard().awaitContaining("terminal:controller");

            // Whoever acknowledges is sent no more than it says it can take, and what is over is forgotten one day.
            done(viewer, "terminal:ack", "{" + skipping + ",\"position\":0}");
            print(owner, "p", 4 * MOST_UNACKED);
            viewer.heard()
                    .await(
                            "all that it takes, or a screen already",
                            packet -> endOf(packet) == MOST_UNACKED || packet.contains("terminal:resync"));
            viewer.tell("terminal:ack", "{" + skipping + ",\"position\":" + MOST_UNACKED + "}");
            viewer.heard().awaitContaining("terminal:resync");

            String waiting = "\"sessionId\":\"" + ids.waiting() + "\"";
            done(owner, "terminal:register", "{\"ptyId\":\"q\"," + waiting + "}");
            done(viewer, "terminal:watch", "{" + waiting + ",\"lossless\":true}");
            done(viewer, "terminal:ack", "{" + waiting + ",\"position\":0}");
            print(owner, "q", 2 * MOST_UNACKED);
            owner.heard().awaitContaining("\"ptyId\":\"q\",\"paused\":true");
            owner.cut();
            viewer.heard().awaitContaining("terminal:owner");
            assertThat(held(channels)).containsAll(OF_TERMINALS);
        }
    }

    @Test
    void whatThoseAreToldWhoWatchTheHubIsDescribed() {
        try (World world = new World()) {
            Channels channels = new Channels(world.door);
            Ids ids = Plant.inNewProject(world.door, "planted");
            String user = "{\"token\":\"" + World.userOf(ids.project()) + "\"}";
            SocketIoClient admin = socket(world, "/admin", "{\"token\":\"" + World.admin() + "\"}");
            SocketIoClient monitoring = socket(world, "/monitoring", user);
            SocketIoClient one = socket(world, "/portal", user);
            SocketIoClient other = socket(world, "/portal", "{\"token\":\"" + World.visitorOf(ids.project()) + "\"}");
            String project = "{\"project_name\":\"" + ids.project() + "\"}";
            done(one, "join_project", project);
            done(other, "join_project", project);
            one.heard().awaitContaining("user_joined");
            done(other, "leave_project", project);
            one.heard().awaitContaining("user_left");
            world.door.done("PATCH", "/api/admin/config", "{'changes':{'portal.messages-per-minute':99}}");
            admin.heard().awaitContaining("config_changed");
            admin.heard().awaitContaining("user_action");
            monitoring.heard().awaitContaining("system_metrics");
            assertThat(held(channels)).containsAll(OF_WATCHERS);
        }
    }

    @Test
    void whatIsToldOfTheEndIsDescribed() {
        World world = new World(Map.of());
        Channels channels = new Channels(world.door);
        Ids ids = Plant.inNewProject(world.door, "planted");
        String user = World.userOf(ids.project());
        for (String namespace : List.of("/ui", "/terminal", "/portal", "/monitoring", "/project/" + ids.project())) {
            socket(world, namespace, EventRows.user(ids));
        }
        socket(world, "/mobile", EventRows.phone(ids));
        socket(world, "/cli", EventRows.agentOf(ids, ids.agentToken()));
        socket(world, "/chat/" + ids.project(), EventRows.user(ids));
        socket(world, "/admin", "{\"token\":\"" + World.admin() + "\"}");
        Heard raw = listener(world, "/", user);
        Heard brain = listener(world, "/ws", user);
        world.close();
        for (SocketIoClient client : clients) {
            client.heard().awaitContaining("server:goodbye");
            assertThat(channels.hold(client)).containsAll(OF_THE_END);
        }
        raw.awaitContaining("server:goodbye");
        brain.awaitContaining("server:shutdown");
        assertThat(channels.hold(raw, "/")).containsAll(OF_THE_END);
        assertThat(channels.hold(brain, "/ws")).contains("server:shutdown");
    }

    /** Has a terminal print so much, and waits until the hub has it. */
    private static void print(SocketIoClient owner, String ptyId, int bytes) {
        String line = "{\"ptyId\":\"" + ptyId + "\",\"data\":\"" + "x".repeat(PRINTED) + "\"}";
        for (int i = 0; i < bytes / PRINTED; i++) {
            owner.tell("terminal:output", line);
        }
        done(owner, "ping", "");
    }

    /** Returns the position after a packet's output; 0 for other packets. */
    private static long endOf(String packet) {
        if (!packet.contains("terminal:output")) {
            return 0;
        }
        JsonNode output = Channels.tree(packet.substring(packet.indexOf('['))).path(1);
        return output.path("position").asLong() + output.path("data").asText().length();
    }

    private Set<String> held(Channels channels) {
        Set<String> names = new LinkedHashSet<>();
        clients.forEach(client -> names.addAll(channels.hold(client)));
        return names;
    }

    private SocketIoClient socket(World world, String namespace, String auth) {
        SocketIoClient client = SocketIoClient.connect(world.url(), false, namespace, auth);
        open.add(client);
        clients.add(client);
        assertThat(client.connected()).as(client.greeting()).isTrue();
        return client;
    }

    private Heard listener(World world, String path, String token) {
        Heard heard = new Heard();
        WebSocketWire wire = new WebSocketWire(world.url(), path + "?token=" + token, true, heard::add);
        open.add(wire::close);
        // Whoever is not in yet when the hub stops is not told of it.
        wire.send("{\"type\":\"ping\"}");
        heard.awaitContaining(path.equals("/") ? "pong" : "echo");
        return heard;
    }

    private static void done(SocketIoClient client, String event, String payload) {
        JsonNode ack = client.ask(event, payload);
        assertThat(ack.path("success").asBoolean()).as("%s: %s", event, ack).isTrue();
    }
}
