package dev.maestro.server.namespace.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OrderedWorkTest {
    private final Queue<Runnable> pool = new ArrayDeque<>();
    private final List<Integer> done = new ArrayList<>();
    private final Executor here = pool::add;
    private final Executor elsewhere = task -> pool.add(() -> {
        done.add(-1);
        task.run();
    });
    private final OrderedWork work = new OrderedWork(100, 1000, here);

    @Test
    void piecesAreDoneInTheOrderTheyWereGiven() {
        IntStream.range(0, 5).forEach(i -> assertThat(submit(i)).isTrue());
        assertThat(pool).as("one socket holds one thread of the pool").hasSize(1);

        runPool();

        assertThat(done).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void aPieceGivenWhileAnotherRunsIsDoneAfterIt() {
        work.submit(here, 1, () -> {
            assertThat(submit(2)).isTrue();
            done.add(1);
        });

        runPool();

        assertThat(done).containsExactly(1, 2);
    }

    @Test
    void overTheLimitNothingIsTaken() {
        OrderedWork two = new OrderedWork(2, 1000, here);
        two.submit(here, 1, () -> done.add(1));
        two.submit(here, 1, () -> done.add(2));

        assertThat(two.submit(here, 1, () -> done.add(3))).isFalse();
        runPool();
        assertThat(done).containsExactly(1, 2);
        assertThat(two.submit(here, 1, () -> done.add(4))).isTrue();
    }

    @Test
    void whatWaitsAndIsDoneMayWeighSoMuchAndNoMore() {
        work.submit(here, 400, () -> {
            assertThat(work.submit(here, 601, () -> done.add(9))).isFalse();
            assertThat(work.submit(here, 600, () -> done.add(2))).isTrue();
            done.add(1);
        });
        runPool();
        assertThat(done).containsExactly(1, 2);
    }

    @Test
    void aFloodOfWhatIsDoneAtOnceTakesItsTurnsLikeAllElse() {
        OrderedWork flooded = new OrderedWork(100_000, 1_000_000, here);
        flooded.submit(here, 1, () -> {
            for (int i = 0; i < 50_000; i++) {
                int number = i;
                assertThat(flooded.submit(OrderedWork.AT_ONCE, 1, () -> done.add(number)))
                        .isTrue();
            }
        });
        pool.remove().run();
        assertThat(done).hasSize(OrderedWork.PIECES_A_TURN - 1);
        assertThat(pool).as("others get the thread meanwhile").hasSize(1);

        runPool();

        assertThat(done)
                .containsExactlyElementsOf(IntStream.range(0, 50_000).boxed().toList());
    }

    @Test
    void whatIsDoneAtOnceIsDoneHereWhenNothingWaits() {
        assertThat(work.submit(OrderedWork.AT_ONCE, 1, () -> done.add(1))).isTrue();
        assertThat(done).containsExactly(1);
        assertThat(pool).isEmpty();
    }

    @Test
    void onePieceAloneMayWeighMore() {
        assertThat(work.submit(here, 5000, () -> done.add(1))).isTrue();
        assertThat(work.submit(here, 1, () -> done.add(2))).isFalse();
        runPool();
        assertThat(work.submit(here, 5000, () -> done.add(3))).isTrue();
        runPool();
        assertThat(done).containsExactly(1, 3);
    }

    @Test
    void aFullPoolIsToldAndForgottenSoThatTheNextPieceRuns() {
        boolean[] full = {true};
        Executor choosy = refusingWhile(full);

        assertThat(work.submit(choosy, 900, () -> done.add(1))).isFalse();
        full[0] = false;
        assertThat(work.submit(choosy, 900, () -> done.add(2))).isTrue();
        runPool();

        assertThat(done).containsExactly(2);
    }

    @Test
    void whoHasMuchToDoLetsOthersHaveTheThread() {
        IntStream.range(0, 40).forEach(this::submit);
        pool.add(() -> done.add(1000));

        runPool();

        assertThat(done).hasSize(41);
        assertThat(done.indexOf(1000)).isEqualTo(OrderedWork.PIECES_A_TURN);
        assertThat(done.stream().filter(i -> i < 1000)).isSorted();
    }

    @Test
    void whatWaitsIsDoneThoughThePoolIsFullWhenItsTurnIsOver() {
        boolean[] full = {false};
        Executor choosy = refusingWhile(full);
        IntStream.range(0, 40).forEach(i -> work.submit(choosy, 1, () -> done.add(i)));
        full[0] = true;

        runPool();

        assertThat(done).hasSize(40).isSorted();
    }

    @Test
    void aPieceOfAnotherPoolIsDoneThereAndInItsPlace() {
        submit(1);
        work.submit(elsewhere, 1, () -> done.add(2));
        submit(3);

        runPool();

        assertThat(done).containsExactly(1, -1, 2, 3);
    }

    @Test
    void whateverAPieceThrowsTheNextIsDoneAndThePoolHears() throws Exception {
        AtomicReference<Throwable> heard = new AtomicReference<>();
        work.submit(here, 900, () -> {
            throw new StackOverflowError("planted");
        });
        submit(2);
        Thread thread = new Thread(this::runPool);
        thread.setUncaughtExceptionHandler((which, thrown) -> heard.set(thrown));
        thread.start();
        thread.join();

        assertThat(done).containsExactly(2);
        assertThat(heard.get()).isInstanceOf(StackOverflowError.class);
        assertThat(work.submit(here, 900, () -> done.add(3)))
                .as("its weight is forgotten")
                .isTrue();
        runPool();
        assertThat(done).containsExactly(2, 3);
    }

    private boolean submit(int number) {
        return work.submit(here, 1, () -> done.add(number));
    }

    private Executor refusingWhile(boolean[] full) {
        return task -> {
            if (full[0]) {
                throw new RejectedExecutionException("full");
            }
            pool.add(task);
        };
    }

    private void runPool() {
        for (Runnable task = pool.poll(); task != null; task = pool.poll()) {
            task.run();
        }
    }
}
