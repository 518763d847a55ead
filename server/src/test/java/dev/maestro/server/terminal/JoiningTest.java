package dev.maestro.server.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.command.PtyExit;
import dev.maestro.protocol.command.PtyOutput;
import dev.maestro.protocol.command.WatchTerminal;
import dev.maestro.server.screen.ScreenModel;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Viewers come and go on their own threads while a program writes as fast as it may. */
class JoiningTest {
    private static final int PIECES = 1_500;
    private static final int SECONDS = 60;

    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService screens = Executors.newFixedThreadPool(2);
    private final ExecutorService workers = Executors.newFixedThreadPool(4);
    private final List<ExecutorService> loops = new ArrayList<>();
    private final FakeOwner owner = new FakeOwner("owner");
    private final List<CompletableFuture<Watched>> joins = new CopyOnWriteArrayList<>();
    private final StringBuilder all = new StringBuilder();

    @AfterEach
    void stop() {
        timers.shutdownNow();
        screens.shutdownNow();
        workers.shutdownNow();
        loops.forEach(ExecutorService::shutdownNow);
    }

    @ParameterizedTest(name = "after piece {0}")
    @ValueSource(ints = {1, 7, 50})
    void whoeverJoinsAnyTimeHasEveryByteFromThereOn(int every) throws Exception {
        Terminals terminals = terminals(false);
        List<FakeViewer> viewers = new ArrayList<>();
        write(terminals, piece -> {
            if (piece % every == 0 && viewers.size() < 40) {
                FakeViewer viewer = viewer("v" + piece);
                viewers.add(viewer);
                join(terminals, viewer, null, true);
            }
        });
        for (FakeViewer viewer : viewers) {
            String text = viewer.ended.get(SECONDS, TimeUnit.SECONDS);
            assertThat(viewer.fault()).isEmpty();
            // One that was held up between the answer and its loop may have to begin twice.
            assertThat(viewer.resyncs).isLessThanOrEqualTo(1);
            assertThat(all.toString().endsWith(text)).isTrue();
            assertThat(text).isNotEmpty();
        }
        terminals.close();
    }

    @Test
    void whoComesBackAgainAndAgainHasTheSameAsWhoStayed() throws Exception {
        Terminals terminals = terminals(false);
        FakeViewer stayed = viewer("stayed");
        join(terminals, stayed, null, true);
        FakeViewer restless = viewer("restless");
        join(terminals, restless, null, true);
        awaitJoined();
        write(terminals, piece -> {
            if (piece % 20 == 0) {
                awaitJoined();
                CompletableFuture<Void> left = new CompletableFuture<>();
                onLoop(restless, () -> {
                    terminals.viewerGone("restless");
                    restless.leaves("s");
                    join(terminals, restless, restless.position, true);
                    left.complete(null);
                });
                left.get(SECONDS, TimeUnit.SECONDS);
            }
        });
        assertThat(stayed.ended.get(SECONDS, TimeUnit.SECONDS).contentEquals(all))
                .isTrue();
        assertThat(restless.ended.get(SECONDS, TimeUnit.SECONDS).contentEquals(all))
                .isTrue();
        assertThat(restless.fault()).isEmpty();
        assertThat(restless.resyncs).isZero();
        terminals.close();
    }

    @Test
    void whoIsSkippedAheadHasTheEndOfIt() throws Exception {
        Terminals terminals = terminals(false);
        List<FakeViewer> viewers = List.of(viewer("a"), viewer("b"), viewer("c"));
        for (FakeViewer viewer : viewers) {
            join(terminals, viewer, null, false);
            awaitJoined();
            onLoop(viewer, viewer::takesNothing);
        }
        write(terminals, piece -> {
            if (piece % 100 == 0) {
                viewers.forEach(viewer -> onLoop(viewer, () -> viewer.takes(2)));
            }
        });
        for (FakeViewer viewer : viewers) {
            onLoop(viewer, () -> viewer.takes(Integer.MAX_VALUE));
            String text = viewer.ended.get(SECONDS, TimeUnit.SECONDS);
            assertThat(all.toString().endsWith(text)).isTrue();
            assertThat(viewer.resyncs).isPositive();
            assertThat(viewer.fault()).isEmpty();
        }
        terminals.close();
    }

    @Test
    void aScreenJoinedAnyTimeEndsAsTheOneThatSawEverything() throws Exception {
        Terminals terminals = terminals(true);
        List<FakeViewer> viewers = new ArrayList<>();
        write(terminals, piece -> {
            if (piece % 50 == 0) {
                FakeViewer viewer = viewer("v" + piece);
                viewers.add(viewer);
                join(terminals, viewer, null, true);
            }
        });
        String expected = screen(all.toString());
        for (FakeViewer viewer : viewers) {
            String shown = screen(viewer.ended.get(SECONDS, TimeUnit.SECONDS));
            assertThat(shown.equals(expected)).isTrue();
            assertThat(viewer.fault()).isEmpty();
            assertThat(viewer.watched.get(0).truncated()).isFalse();
        }
        terminals.close();
    }

    private static String screen(String text) {
        // Without history: how many lines a viewer's terminal keeps is its own affair.
        ScreenModel model = ScreenModel.of(80, 24, 0);
        byte[] bytes = text.getBytes(UTF_8);
        model.feed(bytes, 0, bytes.length);
        return model.snapshot();
    }

    private interface Meanwhile {
        void after(int piece) throws Exception;
    }

    private void write(Terminals terminals, Meanwhile meanwhile) throws Exception {
        Random random = new Random(42);
        Semaphore window = new Semaphore(4);
        for (int piece = 0; piece < PIECES; piece++) {
            String text = piece(random, piece);
            all.append(text);
            assertThat(window.tryAcquire(SECONDS, TimeUnit.SECONDS)).isTrue();
            terminals.output(owner, new PtyOutput("p", text, null), true, ack -> window.release());
            meanwhile.after(piece);
        }
        awaitJoined();
        terminals.exit(owner, new PtyExit("p", 0));
    }

    private static String piece(Random random, int number) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(60); i >= 0; i--) {
            text.append("\u001b[3")
                    .append(random.nextInt(8))
                    .append('m')
                    .append(number)
                    .append(" é€😀 ");
            text.append("x".repeat(random.nextInt(60))).append("\r\n");
        }
        // Ends within a sequence, which the next piece goes on with.
        return "1m" + text + "\u001b[";
    }

    private Terminals terminals(boolean snapshots) {
        TerminalConfig config = new TerminalConfig(256 * 1_024, Duration.ofSeconds(30), snapshots, 100, 10, 1 << 20);
        // A viewer that is held up counts as stuck after minutes, not after seconds.
        LongSupplier slowly = () -> System.nanoTime() / 100;
        Terminals terminals = Terminals.of(config, timers, screens, Clock.systemUTC(), slowly);
        terminals.register(owner, Stage.asked("p", "s"), "project");
        return terminals;
    }

    private FakeViewer viewer(String id) {
        ExecutorService loop = Executors.newSingleThreadExecutor();
        loops.add(loop);
        FakeViewer viewer = new FakeViewer(id, loop);
        viewer.keepsPackets = false;
        return viewer;
    }

    private void join(Terminals terminals, FakeViewer viewer, @Nullable Long since, boolean lossless) {
        CompletableFuture<Watched> joined = new CompletableFuture<>();
        joins.add(joined);
        workers.execute(() -> {
            try {
                viewer.enters("s");
                terminals.watch(
                        viewer,
                        new WatchTerminal("s", since, lossless),
                        answer -> {
                            viewer.take(answer, since != null);
                            joined.complete(answer);
                        },
                        joined::completeExceptionally);
            } catch (RuntimeException e) {
                joined.completeExceptionally(e);
            }
        });
    }

    private void awaitJoined() throws Exception {
        for (CompletableFuture<Watched> join : joins) {
            Watched watched = join.get(SECONDS, TimeUnit.SECONDS);
            assertThat(watched.connected()).isTrue();
        }
    }

    private static void onLoop(FakeViewer viewer, Runnable action) {
        viewer.execute(action);
    }
}
