package dev.maestro.server.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.event.EventName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever may see one project hears of no other, over every kind of socket, whatever happens there. */
class NewsIsolationTest {
    private static final String MARK = "Zq7SecretOfB";
    private static final Pattern TYPE = Pattern.compile("\"type\":\"([a-z_]+:[a-z_]+)\",\"event\"");

    private World world;
    private Door door;
    private Ids own;
    private final Map<String, Heard> listeners = new LinkedHashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void start() {
        world = new World();
        door = world.door;
        own = Plant.inNewProject(door, "own");
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        world.close();
    }

    @Test
    void nobodyHearsOfAnotherProject() {
        Ids others = Plant.inNewProject(door, MARK);
        String user = World.userOf(own.project());
        for (boolean polling : new boolean[] {false, true}) {
            SocketIoClient ui = socket("ui", polling, "/ui", "{\"token\":\"" + user + "\"}");
            tryToHear(ui, others);
            socket("mobile", polling, "/mobile", token(user) + "\"projectId\":\"" + own.project() + "\"}");
            socket("cli of a user", polling, "/cli", token(user) + agent(own));
            socket("cli of an agent", polling, "/cli", token(own.agentToken()) + agent(own));
            socket("terminal", polling, "/terminal", "{\"token\":\"" + user + "\"}");
        }
        raw("raw of a user", user);
        raw("raw of an agent", own.agentToken());
        Heard all = raw("raw of the local person", Door.LOCAL);
        listeners.remove("raw of the local person");

        Disturbance.of(door, others, MARK);
        Ids gone = Disturbance.ofNewProject(door, MARK);
        fence(all);

        assertThat(events(all)).as("every event there is was caused").isEqualTo(catalogue());
        listeners.forEach((name, heard) -> {
            String everything = String.join("\n", heard.all());
            assertThat(everything).as(name).doesNotContain(MARK);
            for (Ids secret : List.of(others, gone)) {
                assertThat(secret.all()).as(name).noneMatch(id -> spoken(heard).contains(id));
            }
        });
    }

    /** Changes one's own project and waits until everybody has heard of it: what came before has been sent by then. */
    private void fence(Heard all) {
        door.done("PATCH", "/api/projects/" + own.project(), "{'description':'the fence'}");
        all.awaitContaining("the fence");
        listeners.forEach((name, heard) -> {
            if (!name.startsWith("terminal")) {
                heard.awaitContaining("the fence");
            }
        });
    }

    /** Asks for what is in another project in every way there is to ask for news. */
    private static void tryToHear(SocketIoClient ui, Ids others) {
        for (String event : List.of("subscribe", "session:subscribe")) {
            refused(ui, event, "{\"sessionIds\":[\"" + others.session() + "\"]}");
            refused(ui, event, "[\"" + others.waiting() + "\",\"" + others.spawning() + "\"]");
        }
        refused(ui, "project:subscribe", "{\"projectId\":\"" + others.project() + "\"}");
    }

    private static void refused(SocketIoClient client, String event, String payload) {
        assertThat(client.ask(event, payload).path("success").asBoolean(true))
                .as("%s %s", event, payload)
                .isFalse();
    }

    private SocketIoClient socket(String name, boolean polling, String namespace, String auth) {
        SocketIoClient client = SocketIoClient.connect(world.url(), polling, namespace, auth);
        open.add(client);
        assertThat(client.connected()).as("%s: %s", name, client.greeting()).isTrue();
        listeners.put(name + (polling ? " polling" : ""), client.heard());
        return client;
    }

    private Heard raw(String name, String token) {
        Heard heard = new Heard();
        String query = token.equals(Door.LOCAL) ? "" : "?token=" + token;
        open.add(new WebSocketWire(world.url(), "/" + query, heard::add));
        listeners.put(name, heard);
        return heard;
    }

    private static String token(String token) {
        return "{\"token\":\"" + token + "\",";
    }

    private static String agent(Ids ids) {
        return "\"sessionId\":\"" + ids.session() + "\",\"projectId\":\"" + ids.project() + "\"}";
    }

    /** Returns all that was sent but the answers to what was asked, which repeat the question. */
    private static String spoken(Heard heard) {
        return heard.all().stream().filter(packet -> !packet.startsWith("43")).collect(Collectors.joining("\n"));
    }

    private static Set<String> events(Heard raw) {
        return raw.all().stream()
                .flatMap(message -> TYPE.matcher(message).results())
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toSet());
    }

    private static Set<String> catalogue() {
        return Arrays.stream(EventName.values()).map(EventName::rawWire).collect(Collectors.toSet());
    }
}
