package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RepeatedTest {
    @Test
    void goesOnWhateverBecameOfATurn() throws Exception {
        List<Runnable> turns = List.of(
                () -> {
                    throw new OutOfMemoryError("made up by a test");
                },
                () -> {
                    throw new NoClassDefFoundError("made up by a test");
                },
                () -> {
                    throw new IllegalStateException("made up by a test");
                });
        AtomicInteger turn = new AtomicInteger();
        CountDownLatch after = new CountDownLatch(1);
        ScheduledExecutorService schedule = Executors.newSingleThreadScheduledExecutor();
        try {
            Repeated.every(Duration.ofMillis(1), schedule, "a test", () -> {
                int now = turn.getAndIncrement();
                if (now < turns.size()) {
                    turns.get(now).run();
                }
                after.countDown();
            });
            assertThat(after.await(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            schedule.shutdownNow();
        }
    }
}
