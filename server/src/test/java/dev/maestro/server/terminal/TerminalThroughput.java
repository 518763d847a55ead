package dev.maestro.server.terminal;

import dev.maestro.protocol.command.PtyExit;
import dev.maestro.protocol.command.PtyOutput;
import dev.maestro.protocol.command.WatchTerminal;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.socketio.EncodedPacket;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Measures how fast output goes from an owner to viewers in the same process; run by hand: {@code java -Xmx256m -cp …
 * dev.maestro.server.terminal.TerminalThroughput [MB] [on|off]}.
 */
public final class TerminalThroughput {
    private static final int PIECE = 32 * 1_024;

    private TerminalThroughput() {}

    /** Prints bytes a second for 1 and 10 viewers that must miss nothing. */
    public static void main(String[] arguments) throws InterruptedException {
        int megabytes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
        boolean snapshots = arguments.length > 1 && arguments[1].equals("on");
        for (int viewers : new int[] {1, 10, 1, 10}) {
            double seconds = run(viewers, megabytes, snapshots);
            System.out.printf("%d viewers: %.0f MB/s from the owner%n", viewers, megabytes / seconds);
        }
    }

    private static double run(int viewers, int megabytes, boolean snapshots) throws InterruptedException {
        ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
        ExecutorService screens = Executors.newSingleThreadExecutor();
        ExecutorService loops = Executors.newSingleThreadExecutor();
        TerminalConfig config = new TerminalConfig(256 * 1_024, Duration.ofSeconds(30), snapshots, 1_000, 10, 1 << 20);
        Terminals terminals = Terminals.of(config, timers, screens, Clock.systemUTC());
        FakeOwner owner = new FakeOwner("owner");
        terminals.register(owner, Stage.asked("p", "s"), "project");
        CountDownLatch ended = new CountDownLatch(viewers);
        for (int i = 0; i < viewers; i++) {
            Sink sink = new Sink("v" + i, loops, ended);
            terminals.watch(sink, new WatchTerminal("s", null, true), answer -> {}, refusal -> {});
        }
        String text = "y\r\nsome \u001b[32mgreen\u001b[0m text and an ä\r\n"
                .repeat(1_000)
                .substring(0, PIECE);
        Semaphore window = new Semaphore(3);
        long start = System.nanoTime();
        for (long sent = 0; sent < megabytes * 1_000_000L; sent += PIECE) {
            window.acquire();
            terminals.output(owner, new PtyOutput("p", text, null), true, ack -> window.release());
        }
        terminals.exit(owner, new PtyExit("p", 0));
        if (!ended.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("viewers were not told of the end");
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        timers.shutdownNow();
        screens.shutdownNow();
        loops.shutdownNow();
        return seconds;
    }

    /** Takes everything. */
    private record Sink(String socketId, ExecutorService loop, CountDownLatch ended) implements TerminalViewer {
        @Override
        public String name() {
            return socketId;
        }

        @Override
        public boolean mayWrite() {
            return true;
        }

        @Override
        public void execute(Runnable action) {
            loop.execute(action);
        }

        @Override
        public boolean watches(String sessionId) {
            return true;
        }

        @Override
        public void leave(String sessionId) {}

        @Override
        public boolean offer(EncodedPacket packet, long to) {
            return packet.text().length > 0;
        }

        @Override
        public void whenWritable(Runnable action) {
            action.run();
        }

        @Override
        public void send(String event, JsonBytes payload) {
            if (event.equals("terminal:exit")) {
                ended.countDown();
            } else {
                System.out.println(event);
            }
        }
    }
}
