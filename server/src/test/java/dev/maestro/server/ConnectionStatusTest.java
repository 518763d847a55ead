package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.event.Room;
import dev.maestro.server.domain.Access;
import dev.maestro.server.socketio.EngineStatus;
import dev.maestro.server.socketio.MessageClass;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConnectionStatusTest {
    @Test
    void theEngineTellsWhoAndWhatWasLost() {
        EngineStatus status = new EngineStatus(
                3,
                Map.of(),
                Map.of("/project/{name}", new EngineStatus.TemplateStatus(2, 3)),
                Map.of(DisconnectReason.SLOW_CONSUMER, 2L, DisconnectReason.PING_TIMEOUT, 1L),
                Map.of(MessageClass.VOLATILE, 7L));
        assertThat(ConnectionStatus.json(NodeStatus.of(status, 0, 0), 0, Access.ALL)
                        .tree()
                        .path("engine"))
                .hasToString("{\"totalClients\":3,\"closes\":{\"ping timeout\":1,\"slow consumer\":2},"
                        + "\"drops\":{\"volatile\":7}}");
    }

    @Test
    void roomsOfProjectsOneMayNotSeeAreNotShown() {
        Map<String, Integer> rooms = Map.of("project:a", 1, "project:b", 2, "session:s", 3, Room.audience("a"), 4);
        EngineStatus status = new EngineStatus(
                3, Map.of("/ui", new EngineStatus.NamespaceStatus(3, rooms)), Map.of(), Map.of(), Map.of());
        assertThat(shown(status, Access.to(Set.of("a")))).hasToString("{\"project:a\":1}");
        assertThat(shown(status, Access.to(Set.of()))).hasToString("{}");
        assertThat(shown(status, Access.ALL)).hasToString("{\"project:a\":1,\"project:b\":2,\"session:s\":3}");
    }

    private static JsonNode shown(EngineStatus status, Access access) {
        return ConnectionStatus.json(NodeStatus.of(status, 0, 0), 0, access)
                .tree()
                .at("/namespaces/ui/rooms");
    }
}
