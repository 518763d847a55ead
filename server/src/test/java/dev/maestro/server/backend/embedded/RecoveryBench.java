package dev.maestro.server.backend.embedded;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.CommitResult;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.NewEvent;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Measures what recovery asks of the store: saves of states of about 300 bytes, each caller waiting for its answer before
 * it saves the next; commits of 64 callers with and without 500 saves a second beside them, in turn; and pages of 256
 * events of 500 bytes read from memory and from the file. Takes a minute and a half.
 *
 * <p>{@code mvn -q -DskipTests package && java -cp server/target/test-classes:server/target/maestro-hub.jar
 * dev.maestro.server.backend.embedded.RecoveryBench [folder on the disk to measure]}
 */
final class RecoveryBench {
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration MEASURED = Duration.ofSeconds(4);
    private static final Duration ROUND = Duration.ofSeconds(3);
    private static final int PIDS = 50_000;
    private static final int SAVES_A_SECOND = 500;
    private static final int ROUNDS = 11;
    private static final int EVENTS = 60_000;
    private static final int PAGE = 256;
    // As many as are in memory.
    private static final int RECENT = 8_000;

    private final Backend backend;

    private RecoveryBench(Backend backend) {
        this.backend = backend;
    }

    public static void main(String[] arguments) throws Exception {
        Path parent = arguments.length > 0 ? Path.of(arguments[0]) : Path.of("").toAbsolutePath();
        Path folder = Files.createTempDirectory(parent, "recovery-bench");
        try {
            EmbeddedConfig config = new EmbeddedConfig(
                    folder.resolve("data"), Duration.ofHours(24), 1_000_000, 10_000, Duration.ofMinutes(2));
            try (Backend backend = EmbeddedBackend.open(config, Clock.systemUTC())) {
                RecoveryBench bench = new RecoveryBench(backend);
                bench.saves();
                bench.savesBesideCommits();
                bench.pages();
            }
        } finally {
            delete(folder);
        }
    }

    private void saves() throws Exception {
        measure(64, WARM_UP, this::save);
        System.out.println("| callers | saves a second |");
        System.out.println("|---:|---:|");
        for (int callers : new int[] {1, 64, 1_000}) {
            System.out.printf("| %d | %.0f |%n", callers, measure(callers, MEASURED, this::save));
        }
        await(backend.recoverySessions().forgetAll());
    }

    private void savesBesideCommits() throws Exception {
        measure(64, WARM_UP, this::commit);
        System.out.println("| commits a second of 64 | beside 500 saves a second | ratio |");
        System.out.println("|---:|---:|---:|");
        double[] ratios = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            // In turn, so that neither always has the better moment.
            double without = i % 2 == 0 ? measure(64, ROUND, this::commit) : 0;
            double with = withSaves(() -> measure(64, ROUND, this::commit));
            without = i % 2 == 0 ? without : measure(64, ROUND, this::commit);
            ratios[i] = with / without;
            System.out.printf("| %.0f | %.0f | %.3f |%n", without, with, ratios[i]);
        }
        Arrays.sort(ratios);
        System.out.printf("median ratio %.3f%n", ratios[ROUNDS / 2]);
    }

    private void pages() throws Exception {
        for (int i = 0; i < EVENTS; i += 1_000) {
            Commit.Builder commit = Commit.builder();
            for (int n = 0; n < 1_000; n++) {
                commit.event(new NewEvent(EventName.TASK_UPDATED, "p", List.of("s1"), body("t" + n)));
            }
            backend.commit(commit.build()).toCompletableFuture().join();
        }
        Offset head = backend.feed().head();
        System.out.println("| callers | pages of 256 a second, in memory | in the file | worst find beside, ms |");
        System.out.println("|---:|---:|---:|---:|");
        for (int callers : new int[] {1, 8, 64}) {
            double recent = measure(callers, MEASURED, (caller, i) -> page(head, head.sequence() - RECENT, RECENT, i));
            AtomicLong worst = new AtomicLong();
            double stored = besides(
                    () -> find(worst),
                    () -> measure(
                            callers,
                            MEASURED,
                            (caller, i) -> page(head, head.sequence() - EVENTS, EVENTS - 2 * RECENT, i)));
            System.out.printf("| %d | %.0f | %.0f | %.1f |%n", callers, recent, stored, worst.get() / 1e6);
        }
    }

    private void find(AtomicLong worst) {
        long start = System.nanoTime();
        if (backend.find(Sample.task("none")).isPresent()) {
            throw new IllegalStateException("found");
        }
        worst.accumulateAndGet(System.nanoTime() - start, Math::max);
        LockSupport.parkNanos(1_000_000);
    }

    private void page(Offset head, long first, int span, int i) {
        long after = first + (long) i * PAGE % (span - PAGE);
        EventFeed.Stretch page = backend.feed().read(new Offset(head.epoch(), after), PAGE);
        if (page.events().size() != PAGE) {
            throw new IllegalStateException("not a page: " + page.events().size());
        }
    }

    private void save(int caller, int i) {
        await(backend.recoverySessions().save("p" + Math.floorMod(caller * 7919 + i * 13, PIDS), StateFill.state(i)));
    }

    private void commit(int caller, int i) {
        String id = Long.toString(System.nanoTime(), Character.MAX_RADIX) + "-" + caller;
        CommitResult result = backend.commit(Commit.builder()
                        .change(Sample.put(id, 0, "status:todo"))
                        .event(new NewEvent(EventName.TASK_CREATED, "p", List.of(), body(id)))
                        .build())
                .toCompletableFuture()
                .join();
        if (result.type() != CommitResult.Type.COMMITTED) {
            throw new IllegalStateException("not committed: " + i + " " + result);
        }
    }

    /** One call of a caller; {@code i} counts its calls. */
    private interface Call {
        void make(int caller, int i);
    }

    private interface Measurement {
        double take() throws Exception;
    }

    /** Returns how many calls a second were made. */
    private static double measure(int callers, Duration time, Call call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<Integer>> runs = new ArrayList<>();
            long start = System.nanoTime();
            for (int c = 0; c < callers; c++) {
                int caller = c;
                runs.add(threads.submit(() -> {
                    int made = 0;
                    while (System.nanoTime() - start < time.toNanos()) {
                        call.make(caller, made);
                        made++;
                    }
                    return made;
                }));
            }
            long all = 0;
            for (Future<Integer> run : runs) {
                all += run.get();
            }
            return all / ((System.nanoTime() - start) / 1e9);
        } finally {
            threads.shutdownNow();
        }
    }

    private double withSaves(Measurement measurement) throws Exception {
        long start = System.nanoTime();
        AtomicLong made = new AtomicLong();
        return besides(
                () -> {
                    long due = (System.nanoTime() - start) * SAVES_A_SECOND / 1_000_000_000;
                    while (made.get() < due) {
                        // Nobody waits for these: sockets do not, either.
                        var unused = backend.recoverySessions()
                                .save("beside" + made.get() % PIDS, StateFill.state((int) made.get()));
                        made.incrementAndGet();
                    }
                    LockSupport.parkNanos(1_000_000);
                },
                measurement);
    }

    /** Takes a measurement while something is done again and again beside it. */
    private static double besides(Runnable work, Measurement measurement) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> running = thread.submit(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    try {
                        work.run();
                    } catch (BackendUnavailableException e) {
                        // Only what the end interrupts.
                        return;
                    }
                }
            });
            double taken = measurement.take();
            thread.shutdownNow();
            running.get();
            return taken;
        } finally {
            thread.shutdownNow();
        }
    }

    private static JsonBytes body(String id) {
        return JsonBytes.of(Map.of("id", id, "title", "A task of the usual size", "description", "x".repeat(400)));
    }

    private static void await(CompletionStage<Void> stage) {
        stage.toCompletableFuture().join();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
