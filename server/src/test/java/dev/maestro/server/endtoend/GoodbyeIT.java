package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official JavaScript client is told why it is put out, whatever the reason. */
class GoodbyeIT {
    private static final Map<String, List<String>> WANTED = Map.of(
            "deleted", List.of("project_deleted", "never", "io server disconnect"),
            "ended", List.of("auth_expired", "now", "io server disconnect"),
            "revoked", List.of("access_revoked", "never", "io server disconnect"),
            "large", List.of("too_large", "now", "transport close"),
            "nobody", List.of("login_timeout", "never", "io server disconnect"),
            "malformed", List.of("protocol_error", "now", "transport close"),
            "flooding", List.of("banned", "later", "io server disconnect"));

    private static final List<String> FLAGS = Tokens.flags(
            "--auth.expiry-grace",
            "1s",
            "--limits.events-per-second",
            "5",
            "--limits.events-burst",
            "10",
            "--limits.ban-after",
            "10ms");

    @TempDir
    private Path folder;

    @Test
    void eachIsToldWhy() throws Exception {
        try (PackagedHub hub = PackagedHub.start(folder, 0, FLAGS);
                LineProcess clients = LineProcess.start(new ProcessBuilder(
                                "node",
                                "partings.mjs",
                                hub.url(),
                                Tokens.ofAll("root", Duration.ofHours(1)),
                                Tokens.of("bob", Duration.ofSeconds(20)),
                                Tokens.of("dave", Duration.ofHours(1)))
                        .directory(Desktop.scripts()))) {
            Map<String, List<String>> told = new HashMap<>();
            for (int i = 0; i < WANTED.size(); i++) {
                JsonNode line =
                        Json.tree(clients.await(each -> each.startsWith("{")).getBytes(StandardCharsets.UTF_8));
                assertThat(line.path("goodbye").path("reason").asText())
                        .as("%s", line)
                        .endsWith(".");
                told.put(
                        line.path("client").asText(),
                        List.of(
                                line.path("goodbye").path("code").asText(),
                                line.path("goodbye").path("retry").asText(),
                                line.path("end").asText()));
            }
            assertThat(told).isEqualTo(WANTED);
        }
    }
}
