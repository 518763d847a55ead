package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class StopLimitTest {
    private final BlockingQueue<Integer> halted = new LinkedBlockingQueue<>();
    private final Closing closing = new Closing();

    @Test
    void aStepThatHangsEndsTheProcess() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        closing.add("store", () -> {
            begun.countDown();
            never.await();
        });
        Thread stopping = new Thread(closing::close);
        stopping.start();
        begun.await();
        BlockingQueue<String> steps = new LinkedBlockingQueue<>();
        StopLimit.watch(Duration.ofMillis(1), closing::current, code -> {
            steps.add(closing.current());
            halted.add(code);
        });
        assertThat(halted.poll(60, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(steps).containsExactly("store");
        never.countDown();
        stopping.join();
        assertThat(closing.current()).isEmpty();
    }

    @Test
    void whatIsDoneInTimeIsLeftAlone() {
        StopLimit limit = StopLimit.watch(Duration.ofHours(1), closing::current, halted::add);
        closing.close();
        limit.done();
        assertThat(halted).isEmpty();
    }
}
