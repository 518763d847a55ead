package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Changes everything at every node over REST, as fast as the nodes answer but for a breath, and claims tasks in races. */
final class ChaosLoad implements AutoCloseable {
    private static final int CHANGERS = 4;
    private static final long BREATH_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    private final ChaosNodes nodes;
    private final String project;
    private final List<String> claimers;
    private final ExecutorService threads = Executors.newFixedThreadPool(CHANGERS + 1 + 4);
    private final List<Future<?>> running = new ArrayList<>();
    private final Queue<String> tasks = new ConcurrentLinkedQueue<>();
    private final Map<String, Set<String>> winners = new ConcurrentHashMap<>();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean stopped;

    private ChaosLoad(ChaosNodes nodes, String project, List<String> claimers) {
        this.nodes = nodes;
        this.project = project;
        this.claimers = claimers;
    }

    static ChaosLoad start(ChaosNodes nodes, String project, List<String> claimers, long seed) {
        ChaosLoad load = new ChaosLoad(nodes, project, claimers);
        for (int i = 0; i < CHANGERS; i++) {
            Random random = new Random(seed + i);
            load.running.add(load.threads.submit(() -> load.change(random)));
        }
        load.running.add(load.threads.submit(() -> load.claim(new Random(seed - 1))));
        return load;
    }

    private Void change(Random random) throws InterruptedException {
        while (!stopped) {
            int node = random.nextInt(nodes.count());
            String task = tasks.peek();
            if (task == null || random.nextInt(3) == 0) {
                Optional<HttpResponse<String>> made =
                        attempt(node, "POST", "/api/tasks", "{\"projectId\":\"" + project + "\",\"title\":\"t\"}");
                keep(made);
            } else if (random.nextInt(10) == 0) {
                String gone = tasks.poll();
                attempt(node, "DELETE", "/api/tasks/" + (gone == null ? task : gone), "");
            } else {
                String body = "{\"progress\":" + random.nextInt(100) + ",\"status\":\""
                        + List.of("pending", "in_progress", "blocked").get(random.nextInt(3)) + "\"}";
                attempt(node, "PATCH", "/api/tasks/" + task, body);
            }
            LockSupport.parkNanos(BREATH_NANOS);
        }
        return null;
    }

    private void keep(Optional<HttpResponse<String>> made) {
        if (made.isPresent() && made.get().statusCode() == 201) {
            try {
                tasks.add(ChaosNodes.json(made.get()).get("id").textValue());
            } catch (IOException e) {
                throw new AssertionError(made.get().body(), e);
            }
        }
    }

    /** Has several sessions claim one task at the same time, each at another node. */
    private Void claim(Random random) throws Exception {
        while (!stopped) {
            Optional<HttpResponse<String>> made = attempt(
                    random.nextInt(nodes.count()),
                    "POST",
                    "/api/tasks",
                    "{\"projectId\":\"" + project + "\",\"title\":\"to be claimed\"}");
            if (made.isPresent() && made.get().statusCode() == 201) {
                race(ChaosNodes.json(made.get()).get("id").textValue(), random.nextInt(nodes.count()));
            }
            LockSupport.parkNanos(5 * BREATH_NANOS);
        }
        return null;
    }

    private void race(String task, int first) throws Exception {
        Set<String> told = ConcurrentHashMap.newKeySet();
        winners.put(task, told);
        List<Future<?>> claims = new ArrayList<>();
        for (int i = 0; i < claimers.size(); i++) {
            int node = (first + i) % nodes.count();
            String session = claimers.get(i);
            claims.add(threads.submit(() -> {
                Optional<HttpResponse<String>> answer =
                        attempt(node, "POST", "/api/tasks/" + task + "/claim", "{\"sessionId\":\"" + session + "\"}");
                if (answer.isPresent() && answer.get().statusCode() == 200) {
                    told.add(session);
                }
                return null;
            }));
        }
        for (Future<?> claim : claims) {
            claim.get();
        }
    }

    /** Sends a request; empty if the node is away. */
    private Optional<HttpResponse<String>> attempt(int node, String method, String path, String body)
            throws InterruptedException {
        try {
            HttpResponse<String> answer = nodes.send(node, method, path, body);
            (answer.statusCode() < 300 ? done : refused).incrementAndGet();
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201, 204, 404, 409, 502, 503);
            return Optional.of(answer);
        } catch (IOException e) {
            refused.incrementAndGet();
            return Optional.empty();
        }
    }

    /** Checks that of each race at most one was told that it won, and that the task is that one's. */
    void check(ChaosNodes all) throws Exception {
        int won = 0;
        for (Map.Entry<String, Set<String>> race : winners.entrySet()) {
            assertThat(race.getValue()).as("winners of %s", race.getKey()).hasSizeLessThan(2);
            for (String winner : race.getValue()) {
                String task =
                        all.send(0, "GET", "/api/tasks/" + race.getKey(), "").body();
                assertThat(task).contains("\"claimedBy\":\"" + winner + "\"");
                won++;
            }
        }
        System.out.printf(
                "%d changes done, %d refused or not answered; %d claims of %d races%n",
                done.get(), refused.get(), won, winners.size());
        assertThat(won).isPositive();
    }

    /** Stops, and fails if anything was answered that should not be. */
    @Override
    public void close() throws Exception {
        stopped = true;
        for (Future<?> each : running) {
            each.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();
    }
}
