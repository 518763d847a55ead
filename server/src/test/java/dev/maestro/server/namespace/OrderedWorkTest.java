package dev.maestro.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OrderedWorkTest {
    private final Queue<Runnable> pool = new ArrayDeque<>();
    private final List<Integer> done = new ArrayList<>();

    @Test
    void piecesAreDoneInTheOrderTheyWereGiven() {
        OrderedWork work = new OrderedWork(pool::add, 10);
        IntStream.range(0, 5)
                .forEach(i -> assertThat(work.submit(() -> done.add(i))).isTrue());

        runPool();

        assertThat(done).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void oneSocketHoldsOneThreadOfThePool() {
        OrderedWork work = new OrderedWork(pool::add, 10);
        work.submit(() -> done.add(1));
        work.submit(() -> done.add(2));

        assertThat(pool).hasSize(1);
    }

    @Test
    void aPieceGivenWhileAnotherRunsIsDoneAfterIt() {
        OrderedWork work = new OrderedWork(pool::add, 10);
        work.submit(() -> {
            work.submit(() -> done.add(2));
            done.add(1);
        });

        runPool();

        assertThat(done).containsExactly(1, 2);
    }

    @Test
    void overTheLimitNothingIsTaken() {
        OrderedWork work = new OrderedWork(pool::add, 2);
        work.submit(() -> done.add(1));
        work.submit(() -> done.add(2));

        assertThat(work.submit(() -> done.add(3))).isFalse();
        runPool();
        assertThat(done).containsExactly(1, 2);
        assertThat(work.submit(() -> done.add(4))).isTrue();
    }

    @Test
    void aFullPoolIsToldAndForgottenSoThatTheNextPieceRuns() {
        boolean[] full = {true};
        Executor choosy = task -> {
            if (full[0]) {
                throw new RejectedExecutionException("full");
            }
            pool.add(task);
        };
        OrderedWork work = new OrderedWork(choosy, 10);

        assertThat(work.submit(() -> done.add(1))).isFalse();
        full[0] = false;
        assertThat(work.submit(() -> done.add(2))).isTrue();
        runPool();

        assertThat(done).containsExactly(2);
    }

    private void runPool() {
        for (Runnable task = pool.poll(); task != null; task = pool.poll()) {
            task.run();
        }
    }
}
