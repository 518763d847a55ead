package dev.maestro.server.backend;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.embedded.EmbeddedBackend;
import dev.maestro.server.backend.embedded.EmbeddedConfig;
import dev.maestro.server.backend.redis.RedisBackend;
import dev.maestro.server.backend.redis.RedisConfig;
import dev.maestro.server.config.RedisUrl;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Measures durable commits: each puts a task of about 500 bytes and tells of it in one event; a caller waits for its
 * answer before it commits again. Takes half a minute.
 *
 * <p>{@code mvn -q -DskipTests package && java -cp server/target/test-classes:server/target/maestro-hub.jar
 * dev.maestro.server.backend.CommitBench [folder on the disk to measure, or a Redis URL and how many other nodes follow]}; what it leaves in that Redis are
 * keys that begin with {@code commit-bench:}.
 */
final class CommitBench {
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration MEASURED = Duration.ofSeconds(6);
    private static final int PAGE_BYTES = 4096;
    private static final Duration LOG_AGE = Duration.ofHours(24);
    private static final int LOG_EVENTS = 1_000_000;
    private static final int QUEUE = 10_000;
    private static final Duration RECOVERY_WINDOW = Duration.ofMinutes(2);

    private CommitBench() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].contains("://")) {
            RedisConfig config = new RedisConfig(
                    RedisUrl.parse(arguments[0]),
                    "commit-bench:" + UUID.randomUUID() + ":",
                    Duration.ofSeconds(10),
                    LOG_AGE,
                    LOG_EVENTS,
                    QUEUE,
                    RECOVERY_WINDOW);
            int others = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
            List<Backend> nodes = new ArrayList<>();
            try {
                for (int i = 0; i <= others; i++) {
                    nodes.add(RedisBackend.open(config, Clock.systemUTC()));
                }
                measure(nodes.get(0));
            } finally {
                nodes.forEach(Backend::close);
            }
            return;
        }
        Path parent = arguments.length > 0 ? Path.of(arguments[0]) : Path.of("").toAbsolutePath();
        Path folder = Files.createTempDirectory(parent, "commit-bench");
        try {
            System.out.printf(
                    "raw: %.0f appends of %d bytes, each synced, a second%n", syncsASecond(folder), PAGE_BYTES);
            EmbeddedConfig config =
                    new EmbeddedConfig(folder.resolve("data"), LOG_AGE, LOG_EVENTS, QUEUE, RECOVERY_WINDOW);
            try (Backend backend = EmbeddedBackend.open(config, Clock.systemUTC())) {
                measure(backend);
            }
        } finally {
            delete(folder);
        }
    }

    private static void measure(Backend backend) throws Exception {
        run(backend, 64, "warm", WARM_UP);
        System.out.println("| callers | commits a second | median ms | p99 ms | max ms |");
        System.out.println("|---:|---:|---:|---:|---:|");
        for (int callers : new int[] {1, 8, 64}) {
            print(callers, run(backend, callers, "measured" + callers, MEASURED));
        }
    }

    private static void print(int callers, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                "| %d | %.0f | %.2f | %.2f | %.2f |%n",
                callers,
                nanos.length / (double) MEASURED.toSeconds(),
                nanos[nanos.length / 2] / 1e6,
                nanos[(int) (nanos.length * 0.99)] / 1e6,
                nanos[nanos.length - 1] / 1e6);
    }

    /** Returns how long each commit took. */
    private static long[] run(Backend backend, int callers, String name, Duration time) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<long[]>> runs = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                String caller = name + "-" + i;
                runs.add(threads.submit(() -> call(backend, caller, time)));
            }
            LongStream all = LongStream.empty();
            for (Future<long[]> each : runs) {
                all = LongStream.concat(all, LongStream.of(each.get()));
            }
            return all.toArray();
        } finally {
            threads.shutdownNow();
        }
    }

    private static long[] call(Backend backend, String caller, Duration time) {
        LongStream.Builder taken = LongStream.builder();
        long end = System.nanoTime() + time.toNanos();
        long start = System.nanoTime();
        for (int i = 0; start < end; i++) {
            CommitResult result = backend.commit(commit(caller + "-" + i))
                    .toCompletableFuture()
                    .join();
            if (result.type() != CommitResult.Type.COMMITTED) {
                throw new IllegalStateException("not committed: " + result);
            }
            long now = System.nanoTime();
            taken.add(now - start);
            start = now;
        }
        return taken.build().toArray();
    }

    private static Commit commit(String id) {
        JsonBytes body = JsonBytes.of(Map.of(
                "id", id, "projectId", "p", "title", "A task of the usual size", "description", "x".repeat(400)));
        return Commit.builder()
                .change(new Change.Put(
                        DocumentKey.of(DocumentKind.TASK, id), "p", 0, Set.of("status:todo", "priority:medium"), body))
                .event(new NewEvent(EventName.TASK_CREATED, "p", List.of(), body))
                .build();
    }

    private static double syncsASecond(Path folder) throws IOException {
        Path file = folder.resolve("raw");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long start = System.nanoTime();
            long end = start + WARM_UP.toNanos();
            int count = 0;
            long now = start;
            while (now < end) {
                channel.write(ByteBuffer.allocate(PAGE_BYTES));
                channel.force(false);
                count++;
                now = System.nanoTime();
            }
            return count / ((now - start) / 1e9);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
