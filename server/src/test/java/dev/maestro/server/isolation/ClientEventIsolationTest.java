package dev.maestro.server.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.server.isolation.Row.Outcome;
import dev.maestro.server.namespace.event.ClientCatalogue;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every client event of every namespace, said by those who may see one project of what is in another. */
class ClientEventIsolationTest {
    private static final String MARK = "Zq7SecretOfB";

    private static World world;
    private static Ids own;
    private static Ids others;
    private static Ids ghosts;
    private static Terminal terminal;

    @BeforeAll
    static void plant() {
        world = new World();
        own = Plant.inNewProject(world.door, "own");
        others = Plant.inNewProject(world.door, MARK);
        ghosts = others.ghosts();
        terminal = Terminal.of(world.url(), others, MARK);
    }

    @AfterAll
    static void stop() {
        terminal.close();
        world.close();
    }

    @Test
    void everyEventOfEveryNamespaceHasARow() {
        assertThat(EventRows.all().stream().map(Saying::of).collect(Collectors.toSet()))
                .isEqualTo(ClientCatalogue.NAMESPACES.entrySet().stream()
                        .flatMap(entry -> entry.getValue().stream().map(event -> entry.getKey() + " " + event.name()))
                        .collect(Collectors.toSet()));
        assertThat(EventRows.ofAgents().stream().map(Saying::of).collect(Collectors.toSet()))
                .isEqualTo(ClientCatalogue.NAMESPACES.getOrDefault("/cli", List.of()).stream()
                        .map(event -> "/cli " + event.name())
                        .collect(Collectors.toSet()));
    }

    static Stream<Saying> rows() {
        return Stream.concat(EventRows.all().stream(), EventRows.ofAgents().stream());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void nothingComesOutOrGoesIn(Saying saying) {
        JsonNode before = documents();
        JsonNode answer = said(saying, own, others);
        JsonNode toGhost = said(saying, own, ghosts);
        assertThat(others.nameless(timeless(answer))).isEqualTo(ghosts.nameless(timeless(toGhost)));
        assertThat(answer.path("success").asBoolean()).as("%s", answer).isEqualTo(saying.outcome() != Outcome.REFUSED);
        assertThat(documents()).isEqualTo(before);
    }

    /** Without how far the hub has come, which the audit moves on at any time. */
    private static String timeless(JsonNode answer) {
        return answer.toString().replaceAll("\"offset\":\"[^\"]*\"", "");
    }

    /** Else a refusal above could be that of what is refused to everybody. */
    @ParameterizedTest
    @MethodSource("rows")
    void eachIsGoodWhereOneMaySee(Saying saying) {
        Ids peer = Plant.in(world.door, own.project(), "peer");
        boolean good;
        try (Terminal ofPeer = Terminal.of(world.url(), peer, "peer")) {
            assertThat(ofPeer).isNotNull();
            good = said(saying, own, peer).path("success").asBoolean();
        }
        boolean ofAgent = saying.auth().apply(own).contains(own.agentToken());
        // An agent may do nothing to others but stop listening to them.
        assertThat(good).isEqualTo(ofAgent ? saying.outcome() == Outcome.AS_NOTHING : saying.good());
    }

    static Stream<Arguments> doors() {
        String user = World.userOf(own.project());
        return Stream.of(
                Arguments.of("/mobile", "{\"token\":\"" + user + "\",\"projectId\":\"%1$s\"}"),
                Arguments.of("/cli", cli(user, "%2$s", "%1$s")),
                Arguments.of("/cli", cli(user, own.session(), "%1$s")),
                Arguments.of("/cli", cli(user, "%2$s", own.project())),
                Arguments.of("/cli", cli(own.agentToken(), "%2$s", "%1$s")),
                Arguments.of("/cli", cli(own.agentToken(), own.session(), "%1$s")),
                Arguments.of("/cli", cli(own.agentToken(), "%2$s", own.project())),
                Arguments.of("/project/%1$s", "{\"token\":\"" + user + "\"}"),
                Arguments.of("/chat/%1$s", "{\"token\":\"" + user + "\"}"),
                // By its name, of which there is another where nobody may see it.
                Arguments.of("/project/" + MARK + " name%3$s", "{\"token\":\"" + user + "\"}"),
                Arguments.of("/ui", "{\"token\":\"" + own.agentToken() + "\"}"),
                Arguments.of("/terminal", "{\"token\":\"" + own.agentToken() + "\"}"),
                Arguments.of(
                        "/mobile", "{\"token\":\"" + own.agentToken() + "\",\"projectId\":\"" + own.project() + "\"}"),
                Arguments.of("/portal", "{\"token\":\"" + own.agentToken() + "\"}"),
                Arguments.of("/admin", "{\"token\":\"" + user + "\"}"));
    }

    @ParameterizedTest
    @MethodSource("doors")
    void noDoorOpensToWhatOneMayNotSee(String namespace, String auth) {
        for (boolean polling : new boolean[] {false, true}) {
            try (SocketIoClient real = knock(polling, namespace, auth, others, "");
                    SocketIoClient ghost = knock(polling, namespace, auth, ghosts, "ZZ")) {
                assertThat(real.connected()).as(real.greeting()).isFalse();
                assertThat(others.nameless(real.greeting()))
                        .isEqualTo(ghosts.nameless(ghost.greeting()).replace("ZZ", ""));
            }
        }
    }

    private static SocketIoClient knock(boolean polling, String namespace, String auth, Ids at, String more) {
        return SocketIoClient.connect(
                world.url(),
                polling,
                namespace.formatted(at.project(), at.session(), more),
                auth.formatted(at.project(), at.session()));
    }

    private static String cli(String token, String sessionId, String projectId) {
        return "{\"token\":\"" + token + "\",\"sessionId\":\"" + sessionId + "\",\"projectId\":\"" + projectId + "\"}";
    }

    /** Says something on a new socket and returns the answer without its time. */
    private static JsonNode said(Saying saying, Ids mine, Ids theirs) {
        String namespace = saying.place().apply(mine, theirs);
        try (SocketIoClient client = SocketIoClient.connect(
                world.url(), false, namespace, saying.auth().apply(mine))) {
            assertThat(client.connected()).as(client.greeting()).isTrue();
            JsonNode answer = client.ask(saying.event(), saying.payload().apply(mine, theirs));
            assertThat(client.everything()).as("%s", saying).doesNotContain(MARK);
            if (answer instanceof ObjectNode object) {
                object.remove(List.of("timestamp", "offset"));
            }
            return answer;
        }
    }

    private static JsonNode documents() {
        JsonNode state = world.door.done("GET", "/api/state?projectId=" + others.project(), "");
        return ((ObjectNode) state).without("offset");
    }
}
