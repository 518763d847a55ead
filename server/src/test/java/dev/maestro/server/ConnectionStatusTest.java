package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.server.socketio.EngineStatus;
import dev.maestro.server.socketio.MessageClass;
import java.util.Map;
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
        assertThat(ConnectionStatus.of(status, 0).tree().path("engine"))
                .hasToString("{\"totalClients\":3,\"closes\":{\"ping timeout\":1,\"slow consumer\":2},"
                        + "\"drops\":{\"volatile\":7}}");
    }
}
