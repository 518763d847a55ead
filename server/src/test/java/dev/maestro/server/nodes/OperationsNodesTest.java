package dev.maestro.server.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.server.isolation.Request;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What those who run hubs see and change, on several nodes. */
class OperationsNodesTest {
    private static final String ORIGIN = "https://new.example.org";

    @TempDir
    Path folder;

    @Test
    void settingsHoldOnEveryNodeAndTheAuditIsThatOfAll() {
        try (Nodes nodes = Nodes.start(2, folder, Map.of())) {
            String owner = nodes.hub(0).ownersToken();
            assertThat(statusOfAPage(nodes, 1, owner)).isEqualTo(403);

            nodes.door(0).done("PATCH", "/api/admin/config", "{'changes':{'origins':['" + ORIGIN + "']}}");
            nodes.door(1).done("PATCH", "/api/admin/config", "{'changes':{'portal.connections':7}}");
            assertThat(statusOfAPage(nodes, 0, owner)).isEqualTo(200);
            Awaiting.until(() -> statusOfAPage(nodes, 1, owner) == 200);
            nodes.add(Map.of());
            assertThat(statusOfAPage(nodes, 2, owner))
                    .as("of one that came later")
                    .isEqualTo(200);
            nodes.door(2).done("PATCH", "/api/admin/config", "{'changes':{'origins':null}}");
            for (int node = 0; node < 3; node++) {
                int each = node;
                Awaiting.until(() -> statusOfAPage(nodes, each, owner) == 403);
            }

            JsonNode settings = nodes.door(1).done("GET", "/api/admin/config", "");
            assertThat(settings.path("version").asInt()).isEqualTo(3);
            for (int node = 0; node < 3; node++) {
                nodes.door(node).made("/api/projects", "{'name':'of node " + node + "'}");
            }
            Awaiting.until(() -> done(nodes).size() == 6);
        }
    }

    /** Returns what was done, each with a word that no other has. */
    private static Set<String> done(Nodes nodes) {
        Set<String> entries = new HashSet<>();
        for (String action : new String[] {"PATCH", "POST"}) {
            nodes.door(0)
                    .done("GET", "/api/admin/audit?action=" + action, "")
                    .forEach(entry -> entries.add(entry.path("id").asText()));
        }
        return entries;
    }

    private static int statusOfAPage(Nodes nodes, int node, String token) {
        return nodes.door(node)
                .send(token, Request.of("GET", "/api/me").with("Origin", ORIGIN))
                .status();
    }
}
