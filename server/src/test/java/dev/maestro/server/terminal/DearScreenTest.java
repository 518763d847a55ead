package dev.maestro.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.command.PtyOutput;
import dev.maestro.protocol.command.RegisterTerminal;
import dev.maestro.protocol.command.WatchTerminal;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Programs that have the hub's screens work as much as they can. */
class DearScreenTest {
    private static final int SECONDS = 60;

    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService screens = Executors.newFixedThreadPool(2);
    private final TerminalConfig config =
            new TerminalConfig(256 * 1_024, Duration.ofSeconds(30), true, 1_000, 10, 8 << 20);
    private final Terminals terminals = Terminals.of(config, timers, screens, Clock.systemUTC());

    @AfterEach
    void stop() {
        terminals.close();
        timers.shutdownNow();
        screens.shutdownNow();
    }

    @Test
    void theyKeepOthersNeitherFromTheirAcksNorFromBeingWatched() throws Exception {
        FakeOwner dear = new FakeOwner("dear");
        String work = "\u001b[44m" + "\u001b[500S".repeat(40_000);
        for (int i = 0; i < 2; i++) {
            terminals.register(dear, new RegisterTerminal("p" + i, "d" + i, 1_000, 500, false, null, null), "other");
            terminals.output(dear, new PtyOutput("p" + i, work, null), false, ack -> {});
        }
        FakeOwner owner = new FakeOwner("owner");
        terminals.register(owner, Stage.asked("p", "s"), "project");
        CountDownLatch acks = new CountDownLatch(20);
        for (int i = 0; i < 20; i++) {
            terminals.output(owner, new PtyOutput("p", "line\r\n".repeat(1_000), null), true, ack -> acks.countDown());
        }
        assertThat(acks.await(SECONDS, TimeUnit.SECONDS)).isTrue();
        for (String session : new String[] {"s", "d0"}) {
            FakeViewer viewer = new FakeViewer("v-" + session);
            viewer.enters(session);
            CompletableFuture<Watched> watched = new CompletableFuture<>();
            terminals.watch(
                    viewer, new WatchTerminal(session, null, false), watched::complete, watched::completeExceptionally);
            assertThat(watched.get(SECONDS, TimeUnit.SECONDS).connected()).isTrue();
        }
    }
}
