package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.redis.RedisBackend;
import dev.maestro.server.backend.redis.RedisConfig;
import dev.maestro.server.backend.redis.TestRedis;
import dev.maestro.server.config.RedisUrl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three hubs that are one, a Redis, 300 clients, a load of everything, and nodes and the Redis that are killed, stopped and
 * started as a fixed seed has it. In the end every client that says it has everything has it, in order; every claim had one
 * winner; every lost agent one notice.
 *
 * <p>Runs for {@code -Dmaestro.chaos.seconds} ({@value #USUAL_SECONDS}) with {@code -Dmaestro.chaos.seed}.
 */
class ClusterChaosIT {
    private static final int USUAL_SECONDS = 45;
    private static final long USUAL_SEED = 6;
    private static final int NODES = 3;
    private static final int DESKTOPS = 200;
    private static final int AGENTS = 40;
    private static final int OWNERS = 6;
    private static final int VIEWERS = 54;
    private static final int LOST_AGENTS = 12;
    private static final Duration END_WITHIN = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    @Test
    void nothingIsLostDoneTwiceOrOutOfOrder() throws Exception {
        long seed = Long.getLong("maestro.chaos.seed", USUAL_SEED);
        Duration time = Duration.ofSeconds(Integer.getInteger("maestro.chaos.seconds", USUAL_SECONDS));
        try (TestRedis redis = TestRedis.start(Files.createDirectory(folder.resolve("redis")));
                ChaosNodes nodes = ChaosNodes.start(NODES, folder, redis.url())) {
            String project = nodes.create("/api/projects", "{\"name\":\"chaos\"}");
            List<String> agents = sessions(nodes, project, AGENTS);
            List<String> owners = sessions(nodes, project, OWNERS);
            List<String> claimers = sessions(nodes, project, 4);
            try (LineProcess clients = clients(nodes, project, agents, owners)) {
                clients.await(line -> line.contains("\"ready\""));
                ChaosLoad load = ChaosLoad.start(nodes, project, claimers, seed);
                List<String> lost = rage(new Random(seed), time, nodes, redis, clients, agents);
                load.close();
                nodes.awaitWhole();
                awaitNotices(redis, lost);
                clients.write("{\"quiet\":true}");
                nodes.create("/api/tasks", "{\"projectId\":\"" + project + "\",\"title\":\"the last one\"}");
                List<CommittedEvent> log = log(redis);
                JsonNode report = settled(clients, log);
                check(report, log);
                load.check(nodes);
                checkNotices(log, lost);
            }
        }
    }

    private static List<String> sessions(ChaosNodes nodes, String project, int count) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(nodes.create("/api/sessions", "{\"projectId\":\"" + project + "\",\"name\":\"s" + i + "\"}"));
        }
        return ids;
    }

    private static LineProcess clients(ChaosNodes nodes, String project, List<String> agents, List<String> owners)
            throws IOException {
        String given = Json.mapper()
                .writeValueAsString(Map.of(
                        "urls", nodes.urls(),
                        "projectId", project,
                        "token", Tokens.ofAll("viewer", Duration.ofHours(1)),
                        "desktops", DESKTOPS,
                        "agents", agents,
                        "owners", owners,
                        "viewers", VIEWERS));
        return LineProcess.start(new ProcessBuilder("node", "cluster.mjs", given).directory(Desktop.scripts()));
    }

    /** Does its worst for so long; returns the agents that are gone for good. */
    private static List<String> rage(
            Random random, Duration time, ChaosNodes nodes, TestRedis redis, LineProcess clients, List<String> agents)
            throws Exception {
        long end = System.nanoTime() + time.toNanos();
        List<String> left = new ArrayList<>(agents);
        List<String> lost = new ArrayList<>();
        int turn = 0;
        while (System.nanoTime() < end) {
            // One after the other in an order of their own, so that a short run sees each.
            switch (turn++ % 5) {
                case 0 -> nodes.kill(random.nextInt(NODES), millis(random, 500, 3_000));
                case 1 -> {
                    redis.kill();
                    pause(millis(random, 200, 2_000));
                    redis.restart();
                }
                case 2 -> nodes.terminate(random.nextInt(NODES), millis(random, 0, 1_000));
                case 3 -> {
                    redis.pause();
                    pause(millis(random, 500, 3_500));
                    redis.goOn();
                }
                default -> nodes.stop(random.nextInt(NODES), millis(random, 1_000, 5_000));
            }
            for (int i = 0; i < 2 && lost.size() < LOST_AGENTS; i++) {
                String gone = left.remove(random.nextInt(left.size()));
                lost.add(gone);
                clients.write("{\"lose\":\"" + gone + "\"}");
            }
            pause(millis(random, 1_500, 4_000));
        }
        return lost;
    }

    private static void awaitNotices(TestRedis redis, List<String> lost) {
        long end = System.nanoTime() + END_WITHIN.toNanos();
        while (!failed(log(redis)).keySet().containsAll(lost)) {
            assertThat(System.nanoTime())
                    .as("deadline for notices of all of %s: %s", lost, failed(log(redis)))
                    .isLessThan(end);
            pause(Duration.ofMillis(500));
        }
    }

    /** Returns the offset of the last event that desktops are told, and those after it. */
    private static Set<String> ends(List<CommittedEvent> log) {
        Set<String> ends = new HashSet<>();
        for (int i = log.size() - 1; i >= 0; i--) {
            ends.add(log.get(i).offset().text());
            if (log.get(i).name().isNative()) {
                break;
            }
        }
        return ends;
    }

    /** Returns what clients have once all of them have come to the end. */
    private static JsonNode settled(LineProcess clients, List<CommittedEvent> log) throws Exception {
        Set<String> last = ends(log);
        long end = System.nanoTime() + END_WITHIN.toNanos();
        while (true) {
            clients.write("{\"report\":true}");
            JsonNode report = Json.tree(clients.await(line -> line.startsWith("{\"report\""))
                            .getBytes(StandardCharsets.UTF_8))
                    .get("report");
            List<String> waiting = waiting(report, last);
            if (waiting.isEmpty()) {
                return report;
            }
            assertThat(System.nanoTime()).as("deadline for: %s", waiting).isLessThan(end);
            pause(Duration.ofMillis(300));
        }
    }

    private static List<String> waiting(JsonNode report, Set<String> last) {
        List<String> waiting = new ArrayList<>();
        for (JsonNode desktop : report.get("desktops")) {
            JsonNode run = desktop.get("runs").path(desktop.get("runs").size() - 1);
            JsonNode offsets = run.path("offsets");
            String reached = offsets.isEmpty()
                    ? run.path("from").asText()
                    : offsets.path(offsets.size() - 1).asText();
            if (!desktop.get("synced").asBoolean() || !last.contains(reached)) {
                waiting.add("a desktop at " + reached + " of " + last);
            }
        }
        Map<String, Long> written = new HashMap<>();
        report.get("owners")
                .forEach(owner -> written.put(
                        owner.get("sessionId").asText(), owner.get("written").asLong()));
        for (JsonNode viewer : report.get("viewers")) {
            long end = written.getOrDefault(viewer.get("sessionId").asText(), -1L);
            if (viewer.get("position").asLong() != end) {
                waiting.add("a viewer at " + viewer.get("position") + " of " + end);
            }
        }
        return waiting;
    }

    private static void check(JsonNode report, List<CommittedEvent> log) {
        List<String> all = new ArrayList<>();
        // A desktop may begin after an event that desktops are not told.
        Map<String, Integer> places = new HashMap<>();
        for (CommittedEvent event : log) {
            String offset = event.offset().text();
            if (event.name().isNative()) {
                all.add(offset);
            }
            places.put(offset, all.size() - 1);
        }
        int recovered = 0;
        int afresh = 0;
        for (JsonNode desktop : report.get("desktops")) {
            recovered += desktop.get("recovered").asInt();
            afresh += desktop.get("afresh").asInt();
            for (JsonNode run : desktop.get("runs")) {
                List<String> heard = new ArrayList<>();
                run.get("offsets").forEach(offset -> heard.add(offset.asText()));
                Integer from = places.get(run.get("from").asText());
                assertThat(from).as("an offset of the log: %s", run.get("from")).isNotNull();
                for (int i = 0; i < heard.size(); i++) {
                    String due = from + 1 + i < all.size() ? all.get(from + 1 + i) : "the end";
                    assertThat(heard.get(i))
                            .as(
                                    "event %d of %d that a desktop heard after %s; around it %s; it recovered %s times",
                                    i,
                                    heard.size(),
                                    run.get("from"),
                                    heard.subList(Math.max(0, i - 3), Math.min(heard.size(), i + 4)),
                                    desktop.get("recovered"))
                            .isEqualTo(due);
                }
            }
        }
        long bytes = 0;
        int resyncs = 0;
        for (JsonNode viewer : report.get("viewers")) {
            assertThat(viewer.get("holes").asInt()).as("%s", viewer).isZero();
            assertThat(viewer.get("wrong").asInt()).as("%s", viewer).isZero();
            assertThat(viewer.get("bytes").asLong()).as("%s", viewer).isPositive();
            bytes += viewer.get("bytes").asLong();
            resyncs += viewer.get("resyncs").asInt();
        }
        System.out.printf(
                "%d events; desktops recovered %d times, started afresh %d times; viewers read %d KB with %d resyncs%n",
                log.size(), recovered, afresh, bytes / 1_000, resyncs);
    }

    private static void checkNotices(List<CommittedEvent> log, List<String> lost) {
        Map<String, Integer> failed = failed(log);
        assertThat(failed.keySet()).as("sessions whose agents were lost").isEqualTo(Set.copyOf(lost));
        assertThat(failed.values()).as("notices of each: %s", failed).containsOnly(1);
    }

    private static Map<String, Integer> failed(List<CommittedEvent> log) {
        Map<String, Integer> failed = new HashMap<>();
        log.stream()
                .filter(event -> event.name() == EventName.NOTIFY_SESSION_FAILED)
                .forEach(event -> failed.merge(event.sessionIds().get(0), 1, Integer::sum));
        return failed;
    }

    private static List<CommittedEvent> log(TestRedis redis) {
        RedisConfig config = new RedisConfig(
                RedisUrl.parse(redis.url()),
                "maestro:",
                Duration.ofSeconds(10),
                Duration.ofDays(1),
                1_000_000,
                1_000,
                Duration.ofMinutes(2));
        try (RedisBackend store = RedisBackend.open(config, Clock.systemUTC())) {
            List<CommittedEvent> all = new ArrayList<>();
            Offset after = new Offset(store.feed().head().epoch(), 0);
            for (EventFeed.Stretch next = store.feed().read(after, 1_000);
                    !next.events().isEmpty();
                    next = store.feed().read(after, 1_000)) {
                assertThat(next.lost()).isFalse();
                all.addAll(next.events());
                after = all.get(all.size() - 1).offset();
            }
            return all;
        }
    }

    private static Duration millis(Random random, int least, int most) {
        return Duration.ofMillis(least + random.nextInt(most - least + 1));
    }

    private static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(Math.min(end - System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(50)));
        }
    }
}
