package dev.maestro.server.backend.embedded;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.RecoverySessions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * A hub's worth of connecting sockets, to be killed: saves the state of one after the other, some at a time, and prints
 * the pid of each that was answered. Prints {@code open} first. Ends by itself after some minutes.
 */
final class SavingMain {
    private static final int AT_A_TIME = 50;
    private static final Duration LIFE = Duration.ofMinutes(5);

    private SavingMain() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedConfig config =
                new EmbeddedConfig(Path.of(arguments[0]), Duration.ofHours(1), 1_000_000, 1_000, Duration.ofMinutes(2));
        try (Backend backend = EmbeddedBackend.open(config, Clock.systemUTC())) {
            print("open");
            RecoverySessions sessions = backend.recoverySessions();
            Semaphore places = new Semaphore(AT_A_TIME);
            long end = System.nanoTime() + LIFE.toNanos();
            for (int i = 0; System.nanoTime() < end; i++) {
                int number = i;
                String pid = "p" + number;
                places.acquire();
                var unused = sessions.save(pid, StateFill.state(number)).thenRun(() -> {
                    print(pid);
                    places.release();
                });
            }
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
