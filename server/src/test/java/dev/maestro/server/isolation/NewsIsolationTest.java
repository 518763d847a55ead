package dev.maestro.server.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.Room;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever may see one project hears of no other, over every kind of socket, whatever happens there. */
class NewsIsolationTest {
    private int fences;
    private static final String MARK = "Zq7SecretOfB";
    /** Starts the names of those who are sent no news at all. */
    private static final String SILENT = "silent ";

    private static final Pattern TYPE = Pattern.compile("\"type\":\"([a-z_]+:[a-z_]+)\",\"event\"");

    /** What is tried to get into the rooms of others, for each kind of room by what its name starts with. */
    private static final Map<String, BiConsumer<SocketIoClient, Ids>> ROOMS = Map.ofEntries(
            Map.entry(Room.PROJECT_PREFIX, (ui, others) -> {
                refused(ui, "project:subscribe", "{\"projectId\":\"" + others.project() + "\"}");
                refused(ui, "state:sync", "{\"projectId\":\"" + others.project() + "\"}");
            }),
            Map.entry(Room.SESSION_PREFIX, (ui, others) -> {
                for (String event : List.of("subscribe", "session:subscribe")) {
                    refused(ui, event, "{\"sessionIds\":[\"" + others.session() + "\"]}");
                    refused(ui, event, "[\"" + others.waiting() + "\",\"" + others.spawning() + "\"]");
                }
            }),
            // No event of this namespace leads there; those of terminals are tried with all events.
            named(Room.TERMINAL_PREFIX, others -> Room.terminal(others.session())),
            // No event leads there: the hub itself notes there that an agent has its mail.
            named(Room.MAIL_PREFIX, others -> Room.MAIL_PREFIX + "given"),
            // No event leads there: the hub itself puts a socket into those of its projects when it comes.
            named(Room.AUDIENCE_PREFIX, others -> Room.audience(others.project())),
            // Those of the portal, where joining and choosing are tried with all events.
            named(Room.EVENT_PREFIX, others -> Room.event("state_change", others.project())),
            named(Room.JOINED_PREFIX, others -> Room.joined(others.project())),
            named(Room.USER_PREFIX, others -> Room.user("user:somebody")),
            named(Room.HUB_PREFIX, others -> Room.WATCHERS));

    private static Map.Entry<String, BiConsumer<SocketIoClient, Ids>> named(String prefix, Function<Ids, String> room) {
        return Map.entry(prefix, (ui, others) -> refused(ui, "subscribe", "[\"" + room.apply(others) + "\"]"));
    }

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
            SocketIoClient ui = socket("ui", polling, "/ui", EventRows.user(own));
            ROOMS.values().forEach(attempt -> attempt.accept(ui, others));
            socket("mobile", polling, "/mobile", EventRows.phone(own));
            socket("cli of a user", polling, "/cli", EventRows.agentOf(own, user));
            socket("cli of an agent", polling, "/cli", EventRows.agentOf(own, own.agentToken()));
            for (String silent : List.of("/terminal", "/portal", "/monitoring", "/project/" + own.project())) {
                socket(SILENT + silent, polling, silent, EventRows.user(own));
            }
            // Nobody yet, in the place of others.
            socket(SILENT + "/chat", polling, "/chat/" + others.project(), "{}");
        }
        raw("raw of a user", "/", user);
        raw("brain of a user", "/ws", user);
        Heard all = raw("raw of the local person", "/", Door.LOCAL);
        listeners.remove("raw of the local person");
        Heard allRuns = raw("brain of the local person", "/ws", Door.LOCAL);
        listeners.remove("brain of the local person");

        Disturbance.of(door, others, MARK);
        Ids gone = Disturbance.ofNewProject(door, MARK);
        fence(all);

        assertThat(events(all)).as("every event there is was caused").isEqualTo(catalogue());
        allRuns.awaitContaining(gone.task());
        listeners.forEach((name, heard) -> {
            String everything = String.join("\n", heard.all());
            assertThat(everything).as(name).doesNotContain(MARK);
            for (Ids secret : List.of(others, gone)) {
                assertThat(secret.all()).as(name).noneMatch(spoken(heard, others)::contains);
            }
        });
    }

    @Test
    void anAgentHearsNoOtherSessionOfItsProject() {
        Ids peer = Plant.in(door, own.project(), "planted");
        for (boolean polling : new boolean[] {false, true}) {
            socket("cli", polling, "/cli", EventRows.agentOf(own, own.agentToken()));
        }
        Heard all = raw("raw of the local person", "/", Door.LOCAL);
        listeners.remove("raw of the local person");
        Disturbance.of(door, peer, MARK);
        fence(all);
        listeners.forEach((name, heard) -> assertThat(heard.all())
                .as(name)
                .filteredOn(packet -> !packet.contains("\"type\":\"project:updated\""))
                .noneMatch(packet -> packet.contains(MARK)));
    }

    @ParameterizedTest
    @CsvSource({"false, stopped", "true, completed", "false, deleted"})
    void anAgentIsPutOutWithTheEndOfItsSession(boolean polling, String end) {
        SocketIoClient agent = socket("cli", polling, "/cli", EventRows.agentOf(own, own.agentToken()));
        String session = "/api/sessions/" + own.session();
        if (end.equals("deleted")) {
            door.done("DELETE", session, "");
        } else {
            door.done("PATCH", session, "{'status':'" + end + "'}");
        }
        agent.heard().awaitContaining("41/cli");
        assertThat(agent.everything()).contains(end);
        if (!end.equals("deleted")) {
            door.done("PATCH", session, "{'status':'running'}");
        }
        Reply reply = door.send(own.agentToken(), Request.of("GET", "/api/projects"));
        assertThat(reply.status()).isEqualTo(401);
        SocketIoClient again =
                SocketIoClient.connect(world.url(), polling, "/cli", EventRows.agentOf(own, own.agentToken()));
        open.add(again);
        assertThat(again.greeting()).contains("Invalid authentication token");
    }

    @Test
    void nobodyTakesUpTheConnectionOfAnother() {
        Ids others = Plant.inNewProject(door, MARK);
        SocketIoClient theirs = socket("theirs", false, "/ui", EventRows.user(others));
        assertThat(theirs.ask("project:subscribe", "{\"projectId\":\"" + others.project() + "\"}")
                        .path("success")
                        .asBoolean())
                .isTrue();
        door.done("PATCH", "/api/projects/" + others.project(), "{'description':'before'}");
        String event = theirs.heard().awaitContaining("before");
        String pid = theirs.greeting().replaceFirst(".*\"pid\":\"([^\"]+)\".*", "$1");
        String offset = event.replaceFirst(".*,\"([^\"]+)\"]$", "$1");
        theirs.cut();
        door.done("PATCH", "/api/projects/" + others.project(), "{'description':'" + MARK + "'}");

        String recovery = "\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}";
        String mine = EventRows.user(own).replaceFirst("}$", ",");
        SocketIoClient thief = socket("thief", false, "/ui", mine + recovery);
        assertThat(thief.greeting()).doesNotContain(pid);
        String same = EventRows.user(others).replaceFirst("}$", ",");
        SocketIoClient returning = socket("returning", false, "/ui", same + recovery);
        assertThat(returning.greeting()).contains(pid);
        returning.heard().awaitContaining(MARK);
        assertThat(thief.everything()).doesNotContain(MARK);
    }

    /** Changes one's own project and waits until everybody has heard of it: what came before has been sent by then. */
    private void fence(Heard all) {
        // Of projects the Brain's clients hear nothing, and of tasks only how they run.
        fences++;
        door.done("PATCH", "/api/tasks/" + own.task(), "{'agent':'the fence','progress':" + fences + "}");
        door.done("PATCH", "/api/projects/" + own.project(), "{'description':'the fence'}");
        all.awaitContaining("the fence");
        listeners.forEach((name, heard) -> {
            if (!name.startsWith(SILENT)) {
                heard.awaitContaining("the fence");
            }
        });
    }

    @Test
    void everyKindOfRoomIsTried() {
        assertThat(ROOMS.keySet())
                .isEqualTo(Arrays.stream(Room.class.getFields())
                        .filter(field -> field.getName().endsWith("_PREFIX"))
                        .map(NewsIsolationTest::valueOf)
                        .collect(Collectors.toSet()));
    }

    private static String valueOf(Field constant) {
        try {
            return (String) Objects.requireNonNull(constant.get(null));
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
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

    private Heard raw(String name, String path, String token) {
        Heard heard = new Heard();
        String query = token.equals(Door.LOCAL) ? "" : "?token=" + token;
        open.add(new WebSocketWire(world.url(), path + query, !token.equals(Door.LOCAL), heard::add));
        listeners.put(name, heard);
        return heard;
    }

    /** Returns all that was sent but what repeats the client's own words: refusals, and the namespace it is in. */
    private static String spoken(Heard heard, Ids others) {
        return heard.all().stream()
                .filter(packet -> !packet.startsWith("43"))
                .collect(Collectors.joining("\n"))
                .replace("/chat/" + others.project(), "");
    }

    private static Set<String> events(Heard raw) {
        return raw.all().stream()
                .flatMap(message -> TYPE.matcher(message).results())
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toSet());
    }

    private static Set<String> catalogue() {
        return EventName.nativeOnes().stream().map(EventName::rawWire).collect(Collectors.toSet());
    }
}
