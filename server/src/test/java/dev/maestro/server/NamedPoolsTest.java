package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NamedPoolsTest {
    private final NamedPools pools = new NamedPools();

    @Test
    void whatAFullPoolRefusesIsCountedAndWhatAClosedOneDoesIsNot() throws Exception {
        ThreadPoolExecutor pool = pools.of("work", 1, 1);
        CountDownLatch hold = new CountDownLatch(1);
        pool.execute(() -> {
            try {
                assertThat(hold.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        pool.execute(() -> {});
        assertThatThrownBy(() -> pool.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("work is full");
        assertThat(rejected()).isEqualTo(1);

        hold.countDown();
        pool.shutdown();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThat(rejected()).isEqualTo(1);
    }

    private long rejected() {
        return Objects.requireNonNull(pools.all().get("work")).rejected().sum();
    }
}
