package dev.maestro.server.terminal;

import dev.maestro.protocol.command.PtyOutput;
import dev.maestro.protocol.command.RegisterTerminal;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Measures what terminals with full rings take; run by hand: {@code java -Xmx1g -cp …
 * dev.maestro.server.terminal.TerminalMemory [on|off]}.
 */
public final class TerminalMemory {
    private static final int TERMINALS = 500;

    private TerminalMemory() {}

    /** Prints bytes a terminal. */
    public static void main(String[] arguments) {
        boolean snapshots = arguments.length > 0 && arguments[0].equals("on");
        ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
        ExecutorService screens = Executors.newSingleThreadExecutor();
        TerminalConfig config =
                new TerminalConfig(256 * 1_024, Duration.ofSeconds(30), snapshots, 1_000, TERMINALS, 1 << 20);
        long before = usedBytes();
        Terminals terminals = Terminals.of(config, timers, screens, Clock.systemUTC());
        for (int i = 0; i < TERMINALS; i++) {
            FakeOwner owner = new FakeOwner("owner" + i);
            RegisterTerminal asked = Stage.asked("p", "s" + i);
            terminals.register(owner, asked, "project");
            terminals.output(owner, new PtyOutput("p", "line\r\n\u001b[1mé".repeat(30_000), null), true, ack -> {});
        }
        System.out.println("bytes a terminal: " + (usedBytes() - before) / terminals.count());
        terminals.close();
        timers.shutdownNow();
        screens.shutdownNow();
    }

    private static long usedBytes() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
