package dev.maestro.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HealthTest {
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void whatWasFoundHoldsForASecond() {
        AtomicInteger looks = new AtomicInteger();
        Health health =
                new Health(List.of(new Check("store", () -> List.of("look " + looks.incrementAndGet()))), nanos::get);

        assertThat(Health.troubles(health.results())).containsExactly("look 1");
        nanos.set(Duration.ofMillis(999).toNanos());
        assertThat(Health.troubles(health.results())).containsExactly("look 1");
        nanos.set(Duration.ofMillis(1_000).toNanos());
        assertThat(Health.troubles(health.results())).containsExactly("look 2");
    }

    @Test
    void whileOneLooksOthersAreToldWhatWasFoundLast() throws Exception {
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch hangs = new CountDownLatch(1);
        AtomicInteger looks = new AtomicInteger();
        Health health = new Health(
                List.of(new Check("store", () -> slow(looks.incrementAndGet(), looking, hangs))), nanos::get);
        assertThat(Health.troubles(health.results())).containsExactly("look 1");
        nanos.set(Duration.ofSeconds(2).toNanos());
        assertThat(Health.troubles(health.results())).containsExactly("look 2");
        nanos.set(Duration.ofSeconds(4).toNanos());
        Thread looker = new Thread(health::results);
        looker.start();
        looking.await();
        assertThat(Health.troubles(health.results())).containsExactly("look 2");
        hangs.countDown();
        looker.join();
        assertThat(Health.troubles(health.results())).containsExactly("look 3");
    }

    private static List<String> slow(int look, CountDownLatch looking, CountDownLatch hangs) {
        if (look == 3) {
            looking.countDown();
            try {
                hangs.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return List.of("look " + look);
    }

    @Test
    void aCheckThatCannotBeMadeIsNoGoodSign() {
        Check broken = new Check("store", () -> {
            throw new IllegalStateException("planted");
        });
        Health health = new Health(List.of(broken, new Check("feed", List::of)), nanos::get);

        assertThat(health.results().get(0).isWell()).isFalse();
        assertThat(health.results().get(1).isWell()).isTrue();
    }

    @Test
    void whatIsNotDoneInTimeOrFailsIsATrouble() {
        assertThat(Within.of(Duration.ofMillis(1), CompletableFuture::new, "the news is not handed on")
                        .get())
                .containsExactly("the news is not handed on within 1 ms");
        assertThat(Within.of(
                                Duration.ofSeconds(5),
                                () -> CompletableFuture.failedFuture(new IllegalStateException("disk full")),
                                "the store does not commit")
                        .get())
                .containsExactly("the store does not commit: disk full");
        assertThat(Within.of(Duration.ofSeconds(5), () -> CompletableFuture.completedFuture("x"), "no")
                        .get())
                .isEmpty();
    }
}
