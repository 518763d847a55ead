package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.Ports;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.embedded.EmbeddedBackend;
import dev.maestro.server.backend.embedded.EmbeddedConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real JavaScript clients come back, to a hub that cut them off and to one that was killed under them. */
class RecoveryIT {
    private static final int CLIENTS = 200;
    private static final int TASKS_BETWEEN = 25;

    @TempDir
    Path dataDir;

    @Test
    void everyClientOfAKilledHubEndsWithExactlyWhatWasCommitted() throws Exception {
        String projectId;
        List<JsonNode> seen;
        int port = Ports.next();
        try (PackagedHub hub = PackagedHub.start(dataDir, port)) {
            projectId = createProject(hub);
            LineProcess crowd = crowd(hub, projectId, CLIENTS);
            try (crowd) {
                crowd.await(line -> line.contains("\"watching\""));
                try (Commits commits = new Commits(hub, projectId)) {
                    commits.awaitMore(TASKS_BETWEEN);
                    hub.process().kill();
                }
                try (PackagedHub again = PackagedHub.start(dataDir, port)) {
                    try (Commits commits = new Commits(again, projectId)) {
                        crowd.await(line -> line.contains("\"back\""));
                        commits.awaitMore(TASKS_BETWEEN);
                    }
                    seen = reports(crowd, tasks(again, projectId));
                }
            }
        }
        assertComplete(seen, committed(projectId), 1);
    }

    @Test
    void clientsThatLoseTheirConnectionsMissNothing() throws Exception {
        String projectId;
        List<JsonNode> seen;
        try (PackagedHub hub = PackagedHub.start(dataDir)) {
            projectId = createProject(hub);
            try (LineProcess crowd = crowd(hub, projectId, 30)) {
                crowd.await(line -> line.contains("\"watching\""));
                try (Commits commits = new Commits(hub, projectId)) {
                    for (int i = 0; i < 3; i++) {
                        commits.awaitMore(TASKS_BETWEEN);
                        crowd.write("cut");
                        crowd.await(line -> line.contains("\"back\""));
                    }
                }
                seen = reports(crowd, tasks(hub, projectId));
            }
        }
        assertComplete(seen, committed(projectId), 3);
    }

    private static void assertComplete(List<JsonNode> seen, List<String> committed, int recoveries) {
        assertThat(committed).hasSizeGreaterThan(2 * TASKS_BETWEEN);
        for (JsonNode client : seen) {
            List<String> offsets = new ArrayList<>();
            client.get("offsets").forEach(offset -> offsets.add(offset.textValue()));
            assertThat(offsets).isEqualTo(committed);
            assertThat(client.get("recovered").asInt()).isEqualTo(recoveries);
            assertThat(client.get("afresh").asInt()).isZero();
        }
    }

    private static LineProcess crowd(PackagedHub hub, String projectId, int clients) throws IOException {
        return LineProcess.start(
                new ProcessBuilder("node", "crowd.mjs", hub.url(), projectId, Integer.toString(clients))
                        .directory(Desktop.scripts()));
    }

    private static String createProject(PackagedHub hub) throws Exception {
        return Json.tree(hub.send("POST", "/api/projects", "{\"name\":\"watched\"}")
                        .body()
                        .getBytes(StandardCharsets.UTF_8))
                .get("id")
                .textValue();
    }

    private static int tasks(PackagedHub hub, String projectId) throws Exception {
        return Json.tree(hub.send("GET", "/api/state?projectId=" + projectId, "")
                        .body()
                        .getBytes(StandardCharsets.UTF_8))
                .get("tasks")
                .size();
    }

    /** Asks until every client has heard of so many tasks, of which the last are on their way to them. */
    private static List<JsonNode> reports(LineProcess crowd, int tasks) throws Exception {
        for (int i = 0; i < 600; i++) {
            crowd.write("report");
            List<JsonNode> seen = new ArrayList<>();
            Json.tree(crowd.await(line -> line.startsWith("{\"report\"")).getBytes(StandardCharsets.UTF_8))
                    .get("report")
                    .forEach(seen::add);
            if (seen.stream().allMatch(client -> client.get("offsets").size() >= tasks)) {
                return seen;
            }
            LockSupport.parkNanos(100_000_000);
        }
        throw new AssertionError("some client never heard of " + tasks + " tasks");
    }

    /** Returns the offsets of what the store holds of a project's tasks, after the hub is gone. */
    private List<String> committed(String projectId) {
        EmbeddedConfig config =
                new EmbeddedConfig(dataDir, Duration.ofDays(1), 1_000_000, 1_000, Duration.ofMinutes(2));
        try (EmbeddedBackend store = EmbeddedBackend.open(config, Clock.systemUTC())) {
            Offset start = new Offset(store.feed().head().epoch(), 0);
            EventFeed.Stretch all = store.feed().read(start, 100_000);
            return all.events().stream()
                    .filter(event -> event.projectId().equals(projectId))
                    .filter(event -> event.name().isNative() && event.name().isOf("task"))
                    .map(CommittedEvent::offset)
                    .map(Offset::text)
                    .toList();
        }
    }

    /** Creates tasks one after the other, as fast as the hub answers, until it is closed or the hub is gone. */
    private static final class Commits implements AutoCloseable {
        private final AtomicBoolean done = new AtomicBoolean();
        private final AtomicInteger committed = new AtomicInteger();
        private final Thread thread;

        Commits(PackagedHub hub, String projectId) {
            this.thread = new Thread(() -> run(hub, projectId), "commits");
            thread.start();
        }

        private void run(PackagedHub hub, String projectId) {
            try {
                while (!done.get()) {
                    hub.send("POST", "/api/tasks", "{\"projectId\":\"" + projectId + "\",\"title\":\"one more\"}");
                    committed.incrementAndGet();
                }
            } catch (IOException e) {
                // The hub was killed, as the test means to.
                done.set(true);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void awaitMore(int count) throws InterruptedException {
            int wanted = committed.get() + count;
            long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (committed.get() < wanted) {
                if (System.nanoTime() > end || !thread.isAlive()) {
                    throw new AssertionError("only " + committed.get() + " commits");
                }
                LockSupport.parkNanos(1_000_000);
            }
        }

        @Override
        public void close() throws InterruptedException {
            done.set(true);
            thread.join();
        }
    }
}
