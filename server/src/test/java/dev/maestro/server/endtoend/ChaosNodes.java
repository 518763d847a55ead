package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Packaged hubs that share a Redis, each at a port of its own, which can be ended in every way and come back. */
final class ChaosNodes implements AutoCloseable {
    private static final Duration WHOLE_WITHIN = Duration.ofSeconds(60);

    private final List<Integer> ports = new ArrayList<>();
    private final List<PackagedHub> hubs = new ArrayList<>();
    private final Path folder;
    private final List<String> flags;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private ChaosNodes(Path folder, List<String> flags) {
        this.folder = folder;
        this.flags = flags;
    }

    static ChaosNodes start(int count, Path folder, String redisUrl) throws Exception {
        List<String> flags = Tokens.flags(
                "--redis-url",
                redisUrl,
                "--redis.timeout",
                "1s",
                "--redis.node-lease",
                "4s",
                "--agents.grace",
                "12s",
                "--terminal.grace",
                "60s",
                "--limits.requests-per-second",
                "100000",
                "--limits.requests-burst",
                "100000",
                "--log-level",
                "error");
        ChaosNodes nodes = new ChaosNodes(folder, flags);
        try {
            for (int i = 0; i < count; i++) {
                nodes.ports.add(Ports.next());
                nodes.hubs.add(nodes.launch(i));
            }
            return nodes;
        } catch (IOException | InterruptedException | RuntimeException e) {
            nodes.close();
            throw e;
        }
    }

    private PackagedHub launch(int node) throws IOException, InterruptedException {
        return PackagedHub.startUnwatched(folder.resolve("node-" + node), ports.get(node), flags);
    }

    List<String> urls() {
        return ports.stream().map(port -> "http://localhost:" + port).toList();
    }

    /** Kills a node, and starts it again after a while. */
    void kill(int node, Duration away) throws Exception {
        hubs.get(node).process().kill();
        pause(away);
        hubs.set(node, launch(node));
    }

    /** Asks a node to end, which it has to do in good order, and starts it again after a while. */
    void terminate(int node, Duration away) throws Exception {
        assertThat(hubs.get(node).process().terminate()).as("exit code").isZero();
        pause(away);
        hubs.set(node, launch(node));
    }

    /** Stops a node's process for a while: it answers nothing and then goes on as if nothing had been. */
    void stop(int node, Duration time) throws Exception {
        signal(node, "STOP");
        pause(time);
        signal(node, "CONT");
    }

    private void signal(int node, String name) throws Exception {
        long pid = hubs.get(node).process().running().orElseThrow();
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Sends a request to a node. */
    HttpResponse<String> send(int node, String method, String path, String body)
            throws IOException, InterruptedException {
        return send(request(node, method, path, body));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(int node, String method, String path, String body) {
        return HttpRequest.newBuilder(URI.create(urls().get(node) + path))
                .timeout(Duration.ofSeconds(12))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
    }

    /** Makes something at the first node, once, and returns its id; asks again while the node or its Redis is not well. */
    String create(String path, String body) throws Exception {
        String key = UUID.randomUUID().toString();
        long end = System.nanoTime() + WHOLE_WITHIN.toNanos();
        while (true) {
            Optional<HttpResponse<String>> answer =
                    answered(request(0, "POST", path, body).header("Idempotency-Key", key));
            if (answer.isPresent()) {
                assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(201);
                return json(answer.get()).get("id").textValue();
            }
            assertThat(System.nanoTime()).as("deadline for %s", path).isLessThan(end);
            pause(Duration.ofMillis(200));
        }
    }

    /** Returns what a node answers, empty if it answers nothing or that it cannot now. */
    private Optional<HttpResponse<String>> answered(HttpRequest.Builder request) throws InterruptedException {
        try {
            HttpResponse<String> answer = send(request);
            return answer.statusCode() == 502 || answer.statusCode() == 503 ? Optional.empty() : Optional.of(answer);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static JsonNode json(HttpResponse<String> answer) throws IOException {
        return Json.tree(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    int count() {
        return ports.size();
    }

    /** Waits until every node says that it is ready. */
    void awaitWhole() throws Exception {
        long end = System.nanoTime() + WHOLE_WITHIN.toNanos();
        for (int node = 0; node < ports.size(); node++) {
            while (answered(request(node, "GET", "/readyz", ""))
                    .filter(answer -> answer.statusCode() == 200)
                    .isEmpty()) {
                assertThat(System.nanoTime())
                        .as("deadline for node %d to be ready", node)
                        .isLessThan(end);
                pause(Duration.ofMillis(200));
            }
        }
    }

    private static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(Math.min(end - System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(50)));
        }
    }

    @Override
    public void close() {
        hubs.forEach(hub -> hub.process().close());
    }
}
