package dev.maestro.server.cluster.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.command.PtyOutput;
import dev.maestro.protocol.command.RegisterTerminal;
import dev.maestro.protocol.command.TerminalInput;
import dev.maestro.protocol.command.TerminalResize;
import dev.maestro.protocol.command.WatchTerminal;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.embedded.EmbeddedBackend;
import dev.maestro.server.backend.embedded.EmbeddedConfig;
import dev.maestro.server.cluster.Cluster;
import dev.maestro.server.cluster.PatientTimers;
import dev.maestro.server.cluster.SerialWork;
import dev.maestro.server.terminal.Registration;
import dev.maestro.server.terminal.TerminalConfig;
import dev.maestro.server.terminal.Terminals;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Several nodes in one process, over one store, in real time. */
final class Nodes implements AutoCloseable {
    static final int RING = 64 * 1_024;
    private static final long PATIENCE_SECONDS = 60;

    final List<Node> all = new ArrayList<>();
    private final List<Backend> stores = new ArrayList<>();
    private final ExecutorService loops = Executors.newCachedThreadPool();

    /**
     * How long they hold on to things: by what is usual, longer than any thread is held up.
     *
     * @param lease how long one that says nothing keeps what it has
     * @param grace how long a terminal waits for its owner
     * @param slower how many times slower time passes for those who wait for word of others
     */
    record Times(Duration lease, Duration grace, int slower) {
        static final Times USUAL = new Times(Duration.ofSeconds(15), Duration.ofMinutes(2), 5);

        /** For what comes about when a lease runs out. */
        static final Times LAPSING = new Times(Duration.ofSeconds(8), Duration.ofMinutes(2), 5);

        /** For what comes about when nothing is heard, or no answer comes. */
        static final Times REAL = new Times(Duration.ofSeconds(15), Duration.ofMinutes(2), 1);

        /** For what comes about when an owner does not come back. */
        static final Times IMPATIENT = new Times(Duration.ofSeconds(15), Duration.ofSeconds(5), 1);

        long nanos() {
            return System.nanoTime() / slower;
        }

        /** Returns new timers for those who wait for answers. */
        ScheduledExecutorService asking() {
            return slower > 1 ? new PatientTimers() : Executors.newSingleThreadScheduledExecutor();
        }
    }

    /** One of them. */
    static final class Node {
        private final List<Node> all;
        final Ports ports;
        final Cluster cluster;
        final Terminals local;
        final ClusterTerminals terminals;
        private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
        private final ExecutorService screens = Executors.newFixedThreadPool(1);
        private final ScheduledExecutorService asking;
        private boolean closed;

        Node(List<Node> all, Ports ports, Times times) {
            this.all = all;
            this.ports = ports;
            this.asking = times.asking();
            Backend backend = ports.backend();
            cluster = Cluster.open(backend, times.lease(), asking, times::nanos);
            local = Terminals.of(
                    new TerminalConfig(RING, times.grace(), false, 100, 300, 1 << 20),
                    timers,
                    screens,
                    Clock.systemUTC());
            terminals = new ClusterTerminals(
                    cluster, backend.registry(), local, times.grace(), timers, Clock.systemUTC(), times::nanos);
            cluster.start();
        }

        Registration registers(Pty pty, String sessionId) {
            return registers(pty, sessionId, false, null, null);
        }

        Registration registers(
                Pty pty, String sessionId, boolean takeover, @Nullable Long position, @Nullable String history) {
            return terminals.register(
                    pty,
                    new RegisterTerminal("p-" + sessionId, sessionId, 80, 24, takeover, position, history),
                    "project");
        }

        void writes(Pty pty, String sessionId, String data) {
            terminals.output(pty, new PtyOutput("p-" + sessionId, data, null), true, position -> {});
        }

        void watches(Page page, String sessionId, @Nullable Long since, boolean lossless) {
            page.enters(sessionId);
            terminals.watch(
                    page,
                    new WatchTerminal(sessionId, since, lossless),
                    answer -> page.answered(answer, since != null),
                    page.refused::add);
        }

        CompletionStage<?> types(Page page, String sessionId, String input) {
            return terminals.input(page, new TerminalInput(sessionId, input));
        }

        CompletionStage<?> sizes(Page page, String sessionId, int cols, int rows) {
            return terminals.resize(page, new TerminalResize(sessionId, cols, rows));
        }

        /** Is there no more, without a word; its lease is over, and the others look who is there. */
        void dies() {
            ports.cut();
            stop();
            cluster.node().lease().ifPresent(ports::end);
            all.stream()
                    .filter(node -> !node.closed)
                    .forEach(node -> node.cluster.node().read());
        }

        void stops() {
            terminals.close();
            cluster.close();
            stop();
        }

        private void stop() {
            closed = true;
            timers.shutdownNow();
            asking.shutdownNow();
            screens.shutdownNow();
        }
    }

    Nodes(Path folder, int count, Times times) {
        this(
                EmbeddedBackend.open(
                        new EmbeddedConfig(folder, Duration.ofHours(1), 1_000_000, 1_000, Duration.ofMinutes(2)),
                        Clock.systemUTC()),
                count,
                0,
                times);
    }

    Nodes(Backend store, int count, double lossy, Times times) {
        this(Collections.nCopies(count, store), lossy, times);
    }

    /** Makes a node over each of the stores, which are or reach the same. */
    Nodes(List<Backend> each, double lossy, Times times) {
        stores.addAll(new LinkedHashSet<>(each));
        int count = each.size();
        for (int i = 0; i < count; i++) {
            all.add(new Node(all, new Ports(each.get(i), lossy, 7 + i), times));
        }
        for (Node node : all) {
            until(() -> node.cluster.node().nodes().size() == count);
        }
    }

    Node node(int index) {
        return all.get(index);
    }

    /** Returns a page on a loop of its own. */
    Page page(String id) {
        return new Page(id, new SerialWork(loops, Integer.MAX_VALUE));
    }

    /** Returns a page that is shown a terminal. */
    Page watching(Node node, String id, String sessionId) {
        Page page = page(id);
        until(() -> node.terminals.find(sessionId).isPresent());
        node.watches(page, sessionId, null, false);
        until(() -> !page.watched.isEmpty() || !page.refused.isEmpty());
        assertThat(page.refused).isEmpty();
        return page;
    }

    static void until(BooleanSupplier reached) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("waits for too long").isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    @Override
    public void close() {
        for (Node node : all) {
            if (!node.closed) {
                node.stops();
            }
        }
        loops.shutdownNow();
        stores.forEach(Backend::close);
    }
}
