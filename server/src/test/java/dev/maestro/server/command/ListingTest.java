package dev.maestro.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.json.Json;
import dev.maestro.server.RunningHub;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListingTest {
    @Test
    void pagesAreOneArrayOfTheHubsOwnText() throws IOException {
        try (RunningHub hub = RunningHub.start(Map.of())) {
            HubCalls calls =
                    new HubCalls(new HubAccess(URI.create("http://" + hub.url().getAuthority()), Optional.empty()));
            for (int i = 0; i < 7; i++) {
                var name = Json.mapper().createObjectNode().put("name", "P] [" + i);
                assertThat(calls.post("/api/projects", Optional.of(name), "k" + i)
                                .status())
                        .isEqualTo(201);
            }
            byte[] whole = calls.get("/api/projects").body();

            assertThat(new String(Listing.read(calls, "/api/projects", 100, 3).json(), StandardCharsets.UTF_8))
                    .isEqualTo(new String(whole, StandardCharsets.UTF_8));
            Listing five = Listing.read(calls, "/api/projects", 5, 3);
            assertThat(five.documents()).hasSize(5);
            assertThat(five.more()).isTrue();
            assertThat(Json.tree(five.json())).isEqualTo(Json.mapper().valueToTree(five.documents()));
            assertThat(Listing.read(calls, "/api/projects", 7, 7).more()).isFalse();
            assertThat(Listing.read(calls, "/api/tasks", 7, 7).json())
                    .asString()
                    .isEqualTo("[]");
        }
    }
}
