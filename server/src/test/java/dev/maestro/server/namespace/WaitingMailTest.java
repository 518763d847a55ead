package dev.maestro.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.server.RunningHub;
import dev.maestro.server.socketio.RawClient;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An agent that comes while it is being written to gets each piece of mail once, in order. */
@Timeout(300)
class WaitingMailTest {
    private static final int ROUNDS = 25;
    private static final int MOST_MAIL = 900;

    private final HttpClient http = HttpClient.newHttpClient();
    private final RunningHub hub = RunningHub.start(Map.of(
            "limits.requests-per-second", "100000",
            "limits.requests-burst", "100000",
            "limits.connections-per-principal", "1000"));

    @Test
    void eachIsGivenOnceHoweverItComes() throws Exception {
        ExecutorService sender = Executors.newSingleThreadExecutor();
        AtomicBoolean enough = new AtomicBoolean();
        try (hub) {
            String project = made("/api/projects", "{'name':'P'}");
            String session = made("/api/sessions", "{'projectId':'" + project + "'}");
            Future<?> sending = sender.submit(() -> {
                for (int i = 0; i < MOST_MAIL - ROUNDS && !enough.get(); i++) {
                    send(session, "letter");
                }
                return null;
            });
            for (int round = 0; round < ROUNDS; round++) {
                List<String> given = mailUntil("fence " + round, project, session);
                assertThat(given).isEqualTo(listUntil("fence " + round, session));
            }
            enough.set(true);
            sending.get();
        } finally {
            enough.set(true);
            sender.shutdownNow();
        }
    }

    private List<String> mailUntil(String fence, String project, String session) throws Exception {
        List<String> ids = new ArrayList<>();
        try (NamespaceClient agent =
                new NamespaceClient(RawClient.session(hub.url().getPort()))) {
            agent.in("/cli", "{'sessionId':'" + session + "','projectId':'" + project + "'}");
            send(session, fence);
            JsonNode mail;
            do {
                mail = agent.hear("/cli", "mail:received").path("data");
                ids.add(mail.path("id").asText());
            } while (!mail.path("subject").asText().equals(fence));
        }
        return ids;
    }

    private List<String> listUntil(String fence, String session) throws Exception {
        List<String> ids = new ArrayList<>();
        for (JsonNode mail : ask("GET", "/api/mail?limit=1000&sessionId=" + session, "")) {
            ids.add(mail.path("id").asText());
            if (mail.path("subject").asText().equals(fence)) {
                return ids;
            }
        }
        throw new AssertionError("no " + fence);
    }

    private void send(String session, String subject) throws Exception {
        made("/api/mail", "{'toSessionId':'" + session + "','subject':'" + subject + "'}");
    }

    private String made(String path, String json) throws Exception {
        return ask("POST", path, json.replace('\'', '"')).path("id").asText();
    }

    private JsonNode ask(String method, String path, String json) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(hub.url().resolve(path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        json.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isLessThan(300);
        return NamespaceClient.json(response.body());
    }
}
