package dev.maestro.server.health;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Checks that something is done in time. */
public final class Within {
    private Within() {}

    /**
     * Returns a check that begins something and waits until it is done.
     *
     * @param begin must not block
     * @param trouble what is wrong when it is not done, the beginning of a sentence
     */
    public static Supplier<List<String>> of(Duration time, Supplier<CompletionStage<?>> begin, String trouble) {
        return () -> {
            try {
                // What it came to is no matter of health.
                var unused = begin.get().toCompletableFuture().get(time.toMillis(), TimeUnit.MILLISECONDS);
                return List.of();
            } catch (TimeoutException e) {
                return List.of(trouble + " within " + time.toMillis() + " ms");
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                return List.of(trouble + ": " + (cause == null ? e : cause).getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return List.of(trouble + ": interrupted");
            }
        };
    }
}
