package dev.maestro.server.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.rawsocket.RawMessage;
import dev.maestro.server.socketio.Broadcast;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every event against every namespace: which rooms, and nothing else. */
class MaestroDialectTest {
    private static final long COMMITTED_AT = 1_706_789_123_456L;

    private final MaestroDialect dialect = new MaestroDialect();

    static Set<EventName> nativeOnes() {
        return EventName.nativeOnes();
    }

    @Test
    void whatIsForTheOtherDialectsIsNotTold() {
        for (EventName name : EventName.values()) {
            if (!name.isNative()) {
                assertThat(dialect.render(event(name, List.of("s1")))).isEqualTo(Deliveries.NONE);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("nativeOnes")
    void anEventOfTwoSessionsGoesToTheirRoomsAndItsProjects(EventName name) {
        Set<String> sessions = Set.of("session:s1", "session:s2");

        assertThat(roomsByNamespace(event(name, List.of("s1", "s2"))))
                .isEqualTo(Map.of(
                        "/ui", union(sessions, Set.of("project:p1"), expectedAudience(name)),
                        "/mobile", union(sessions, Set.of("project:p1")),
                        "/cli", union(sessions, expectedCliProject(name))));
    }

    @ParameterizedTest
    @MethodSource("nativeOnes")
    void anEventOfNoSessionReachesNoAgentButForItsProjectsOwnNews(EventName name) {
        Map<String, Set<String>> rooms = roomsByNamespace(event(name, List.of()));

        assertThat(rooms.get("/ui")).isEqualTo(union(Set.of("project:p1"), expectedAudience(name)));
        assertThat(rooms.get("/mobile")).isEqualTo(Set.of("project:p1"));
        assertThat(rooms.containsKey("/cli"))
                .isEqualTo(!expectedCliProject(name).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("nativeOnes")
    void noNamespaceGetsAnEventTwice(EventName name) {
        List<Broadcast> broadcasts =
                dialect.render(event(name, List.of("s1", "s2"))).broadcasts();

        assertThat(broadcasts).extracting(Broadcast::namespace).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("nativeOnes")
    void onlyWhatIsDeletedEmptiesItsRooms(EventName name) {
        Set<String> emptied =
                switch (wire(name)) {
                    case "project:deleted" -> Set.of("project:p1", "audience:p1");
                    case "session:deleted" -> Set.of("session:s1");
                    default -> Set.of();
                };

        assertThat(dialect.render(event(name, List.of("s1"))).broadcasts())
                .allSatisfy(broadcast -> assertThat(broadcast.emptied()).isEqualTo(emptied));
    }

    @ParameterizedTest
    @MethodSource("nativeOnes")
    void socketsGetTheEnvelopeAndTheOffset(EventName name) {
        for (Broadcast broadcast : dialect.render(event(name, List.of("s1"))).broadcasts()) {
            assertThat(broadcast.event()).isEqualTo(wire(name));
            assertThat(broadcast.sequence()).isEqualTo(37);
            assertThat(broadcast.args()).hasSize(2);
            assertThat(broadcast.args().get(0)).hasToString(envelope(wire(name)));
            assertThat(broadcast.args().get(1)).hasToString("\"e1-11\"");
        }
    }

    @ParameterizedTest
    @MethodSource("nativeOnes")
    void rawSocketsGetTheSameObjectOnce(EventName name) {
        List<RawMessage> messages = dialect.render(event(name, List.of("s1"))).rawMessages();

        String rawName = name == EventName.SESSION_SPAWN ? "session:spawn_request" : wire(name);
        assertThat(messages).hasSize(1);
        assertThat(messages.get(0).message()).hasToString(envelope(rawName));
        assertThat(messages.get(0).projectId()).isEqualTo("p1");
        assertThat(messages.get(0).sessionIds()).containsExactly("s1");
        assertThat(messages.get(0).projectLevel()).isEqualTo(PROJECT_LEVEL.contains(rawName));
    }

    @Test
    void theEnvelopeIsJson() {
        JsonNode envelope = dialect.render(event(EventName.TASK_UPDATED, List.of()))
                .broadcasts()
                .get(0)
                .args()
                .get(0)
                .tree();

        assertThat(envelope.get("type").asText()).isEqualTo("task:updated");
        assertThat(envelope.get("event").asText()).isEqualTo("task:updated");
        assertThat(envelope.get("data").get("id").asText()).isEqualTo("x");
        assertThat(envelope.get("timestamp").asLong()).isEqualTo(COMMITTED_AT);
    }

    private static final Set<String> PROJECT_LEVEL = Set.of(
            "project:created",
            "project:updated",
            "project:deleted",
            "task:created",
            "task:deleted",
            "team_member:created",
            "team_member:updated",
            "team_member:deleted",
            "team_member:archived");

    private static Set<String> expectedAudience(EventName name) {
        return wire(name).startsWith("project:") || wire(name).startsWith("notify:")
                ? Set.of("audience:*", "audience:p1")
                : Set.of();
    }

    private static Set<String> expectedCliProject(EventName name) {
        return Set.of("project:updated", "project:deleted").contains(wire(name)) ? Set.of("project:p1") : Set.of();
    }

    private static String wire(EventName name) {
        return name.wire();
    }

    private static String envelope(String name) {
        return "{\"type\":\"%s\",\"event\":\"%s\",\"data\":{\"id\":\"x\"},\"timestamp\":%d}"
                .formatted(name, name, COMMITTED_AT);
    }

    private Map<String, Set<String>> roomsByNamespace(CommittedEvent event) {
        return dialect.render(event).broadcasts().stream()
                .collect(Collectors.toMap(Broadcast::namespace, Broadcast::rooms));
    }

    private static CommittedEvent event(EventName name, List<String> sessionIds) {
        return new CommittedEvent(
                new Offset("e1", 37), COMMITTED_AT, name, "p1", sessionIds, JsonBytes.of(Map.of("id", "x")));
    }

    @SafeVarargs
    private static Set<String> union(Set<String>... sets) {
        Set<String> all = new HashSet<>();
        for (Set<String> set : sets) {
            all.addAll(set);
        }
        return all;
    }
}
