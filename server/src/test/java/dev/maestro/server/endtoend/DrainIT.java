package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub as a process that is told to stop while clients are there. */
class DrainIT {
    private static final int CLIENTS = 3;
    private static final int CROWD = 120;

    @TempDir
    private Path folder;

    @Test
    void eachClientHearsWhyBeforeItIsClosedAndTheHubEndsWithZero() throws Exception {
        try (PackagedHub hub = PackagedHub.start(folder);
                LineProcess clients = listen(hub)) {
            assertThat(hub.process().terminate()).isZero();
            requireGoodbyes(clients);
        }
    }

    @Test
    void whoRunsTheHubStopsItByARequest() throws Exception {
        try (PackagedHub hub = PackagedHub.start(folder);
                LineProcess clients = listen(hub)) {
            assertThat(hub.send("POST", "/api/admin/drain", "").statusCode()).isEqualTo(202);
            requireGoodbyes(clients);
            assertThat(hub.process().awaitEnd()).isZero();
        }
    }

    @Test
    void agentsAndOwnersOfTerminalsGoLast() throws Exception {
        // So that even clients that stand still for a while have gone before the others' turn comes.
        try (PackagedHub hub = PackagedHub.start(folder, 0, List.of("--drain.deadline", "120s"))) {
            String project = id(hub, "/api/projects", "{\"name\":\"Apollo\"}");
            String session = id(hub, "/api/sessions", "{\"projectId\":\"" + project + "\",\"name\":\"one\"}");
            try (LineProcess clients =
                    LineProcess.start(new ProcessBuilder("node", "goodbyes.mjs", hub.url(), session, project)
                            .directory(Desktop.scripts()))) {
                int all = CLIENTS + CROWD + 2;
                for (int i = 0; i < all; i++) {
                    clients.await(line -> line.contains("\"is\":\"in\""));
                }
                assertThat(hub.process().terminate()).isZero();
                List<String> gone = new ArrayList<>();
                for (int i = 0; i < all; i++) {
                    gone.add(Json.tree(clients.await(line -> line.contains("\"is\":\"gone\""))
                                    .getBytes(StandardCharsets.UTF_8))
                            .path("client")
                            .textValue());
                }
                assertThat(gone.subList(all - 2, all)).containsExactlyInAnyOrder("agent", "owner");
            }
        }
    }

    @Test
    void toldAgainItEndsAtOnce() throws Exception {
        try (PackagedHub hub = PackagedHub.start(folder, 0, List.of("--drain.wait", "60s"))) {
            ProcessHandle process =
                    ProcessHandle.of(hub.process().running().orElseThrow()).orElseThrow();
            assertThat(process.destroy()).isTrue();
            unready(hub);
            assertThat(process.destroy()).isTrue();
            assertThat(hub.process().awaitEnd()).isEqualTo(143);
        }
    }

    private static String id(PackagedHub hub, String path, String content) throws IOException, InterruptedException {
        return Json.tree(hub.send("POST", path, content).body().getBytes(StandardCharsets.UTF_8))
                .path("id")
                .textValue();
    }

    @Test
    void aClientThatNeverReadsHoldsNothingUp() throws Exception {
        try (PackagedHub hub = PackagedHub.start(folder, 0, List.of("--drain.deadline", "4s"));
                Socket deaf = deaf(hub)) {
            assertThat(hub.process().terminate()).isZero();
            assertThat(deaf.isConnected()).isTrue();
        }
    }

    @Test
    void theHubSaysThatItIsNotReadyWhileItStillServes() throws Exception {
        try (PackagedHub hub = PackagedHub.start(folder, 0, List.of("--drain.wait", "60s"))) {
            hub.awaitReady();
            assertThat(hub.send("POST", "/api/admin/drain", "").statusCode()).isEqualTo(202);
            JsonNode answer = unready(hub);
            assertThat(answer.path("failing").get(0).textValue()).isEqualTo("drain");
            assertThat(hub.send("GET", "/livez", "").statusCode()).isEqualTo(200);
            assertThat(hub.send("GET", "/api/projects", "").statusCode()).isEqualTo(200);
        }
    }

    /** The request is answered before the drain has begun. */
    private static JsonNode unready(PackagedHub hub) throws IOException, InterruptedException {
        String answer = hub.await("/readyz", each -> each.body().contains("\"drain\"") && each.statusCode() == 503)
                .body();
        return Json.tree(answer.getBytes(StandardCharsets.UTF_8));
    }

    private static LineProcess listen(PackagedHub hub) throws IOException, InterruptedException {
        LineProcess clients =
                LineProcess.start(new ProcessBuilder("node", "goodbyes.mjs", hub.url()).directory(Desktop.scripts()));
        for (int i = 0; i < CLIENTS; i++) {
            clients.await(line -> line.contains("\"is\":\"in\""));
        }
        return clients;
    }

    private static void requireGoodbyes(LineProcess clients) throws IOException, InterruptedException {
        List<String> heard = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            heard.addAll(clients.readUntil(line -> line.contains("\"is\":\"gone\"")));
        }
        for (String client : List.of("websocket", "polling", "raw")) {
            List<JsonNode> lines = new ArrayList<>();
            for (String line : heard) {
                JsonNode read = Json.tree(line.getBytes(StandardCharsets.UTF_8));
                if (read.path("client").asText().equals(client)) {
                    lines.add(read);
                }
            }
            assertThat(lines.stream().map(line -> line.path("event")
                            .asText(line.path("is").asText())))
                    .as(client)
                    .containsExactly("server:shutdown", "server:goodbye", "gone");
            assertThat(lines.get(1).path("payload").path("code").textValue()).isEqualTo("server_shutdown");
            assertThat(lines.get(1).path("payload").path("retry").textValue()).isEqualTo("later");
        }
    }

    /** Opens a plain WebSocket and reads nothing after its handshake. */
    private static Socket deaf(PackagedHub hub) throws IOException {
        int port = URI.create(hub.url()).getPort();
        Socket socket = new Socket("127.0.0.1", port);
        String handshake = "GET / HTTP/1.1\r\nHost: localhost:" + port + "\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        socket.getOutputStream().write(handshake.getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 101");
        return socket;
    }
}
