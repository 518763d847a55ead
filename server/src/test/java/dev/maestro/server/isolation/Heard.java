package dev.maestro.server.isolation;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Everything a client was sent, in order. Threads: thread-safe. */
public final class Heard {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @GuardedBy("this")
    private final List<String> texts = new ArrayList<>();

    public synchronized void add(String text) {
        texts.add(text);
        notifyAll();
    }

    public synchronized List<String> all() {
        return List.copyOf(texts);
    }

    /** Returns the first text that is as wanted, waiting for it. */
    public synchronized String await(String wanted, Predicate<String> is) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<String> found = texts.stream().filter(is).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("never heard " + wanted + " but " + texts);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }

    public String awaitContaining(String part) {
        return await(part, text -> text.contains(part));
    }
}
