package dev.maestro.server.backend.embedded;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.CommitResult;
import dev.maestro.server.backend.Sample;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A hub's worth of committing, to be killed: some callers each commit two documents with two events, wait, and print
 * {@code id sequence} of what was answered. Prints {@code open} first. Ends by itself after some minutes.
 */
final class CommittingMain {
    private static final int CALLERS = 4;
    private static final Duration LIFE = Duration.ofMinutes(5);

    private CommittingMain() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        String name = arguments[1];
        EmbeddedConfig config =
                new EmbeddedConfig(folder, Duration.ofHours(1), 1_000_000, 1_000, Duration.ofMinutes(2));
        try (Backend backend = EmbeddedBackend.open(config, Clock.systemUTC())) {
            print("open");
            long end = System.nanoTime() + LIFE.toNanos();
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                String caller = name + "-" + i;
                Thread thread = new Thread(() -> commit(backend, caller, end));
                thread.start();
                callers.add(thread);
            }
            for (Thread thread : callers) {
                thread.join();
            }
        }
    }

    private static void commit(Backend backend, String caller, long endNanos) {
        for (int i = 0; System.nanoTime() < endNanos; i++) {
            String id = caller + "-" + i;
            Commit commit = Commit.builder()
                    .change(Sample.put(id + "-a", 0, "half"))
                    .change(Sample.put(id + "-b", 0, "half"))
                    .event(Sample.event(id + "-a", 1))
                    .event(Sample.event(id + "-b", 1))
                    .build();
            CommitResult.Committed result = (CommitResult.Committed)
                    backend.commit(commit).toCompletableFuture().join();
            print(id + " " + result.offset().sequence());
        }
    }

    // One write a line: a line is either whole in the pipe or not there.
    private static synchronized void print(String line) {
        try {
            new FileOutputStream(FileDescriptor.out).write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("nobody reads", e);
        }
    }
}
