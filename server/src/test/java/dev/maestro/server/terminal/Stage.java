package dev.maestro.server.terminal;

import dev.maestro.protocol.command.PtyExit;
import dev.maestro.protocol.command.PtyOutput;
import dev.maestro.protocol.command.RegisterTerminal;
import dev.maestro.protocol.command.TerminalInput;
import dev.maestro.protocol.command.TerminalResize;
import dev.maestro.protocol.command.WatchTerminal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Terminals with time moved by hand and one owner, who has pty {@code p} of session {@code s}. */
final class Stage implements AutoCloseable {
    static final int RING = 64 * 1_024;
    static final Duration TICK = Terminal.RELEASE_AFTER;

    final HandTime time = new HandTime();
    final Terminals terminals;
    final FakeOwner owner = new FakeOwner("owner");
    final List<Long> acks = new ArrayList<>();

    Stage() {
        this(config(false), Runnable::run);
    }

    Stage(TerminalConfig config, Executor screens) {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(1_000), ZoneOffset.UTC);
        terminals = Terminals.of(config, time, screens, clock, time);
    }

    static TerminalConfig config(boolean snapshots) {
        return new TerminalConfig(RING, Duration.ofSeconds(30), snapshots, 100, 300, 1 << 20);
    }

    static RegisterTerminal asked(String ptyId, String sessionId) {
        return new RegisterTerminal(ptyId, sessionId, 80, 24, false, null, null);
    }

    static RegisterTerminal takeover(String ptyId, String sessionId) {
        return new RegisterTerminal(ptyId, sessionId, 80, 24, true, null, null);
    }

    static RegisterTerminal from(long position, String history) {
        return new RegisterTerminal("p", "s", 80, 24, false, position, history);
    }

    Stage registered() {
        terminals.register(owner, asked("p", "s"), "project");
        return this;
    }

    /** The PTY writes, after so long a rest that it is shown at once. */
    void writes(String data) {
        time.pass(Duration.ofMillis(100));
        follows(data);
    }

    /** The PTY writes right after what it wrote before. */
    void follows(String data) {
        terminals.output(owner, new PtyOutput("p", data, null), true, acks::add);
    }

    void writesAt(long position, String data) {
        time.pass(Duration.ofMillis(100));
        terminals.output(owner, new PtyOutput("p", data, position), true, acks::add);
    }

    void exits(@Nullable Integer code) {
        terminals.exit(owner, new PtyExit("p", code));
    }

    FakeViewer viewer(String id) {
        FakeViewer viewer = new FakeViewer(id);
        watches(viewer, null, false);
        return viewer;
    }

    FakeViewer lossless(String id) {
        FakeViewer viewer = new FakeViewer(id);
        watches(viewer, null, true);
        return viewer;
    }

    void watches(FakeViewer viewer, @Nullable Long since, boolean lossless) {
        viewer.enters("s");
        terminals.watch(
                viewer,
                new WatchTerminal("s", since, lossless),
                answer -> viewer.take(answer, since != null),
                viewer.refusals::add);
    }

    void types(FakeViewer viewer, String input) {
        terminals.input(viewer, new TerminalInput("s", input));
    }

    void sizes(FakeViewer viewer, int cols, int rows) {
        terminals.resize(viewer, new TerminalResize("s", cols, rows));
    }

    @Override
    public void close() {
        terminals.close();
        time.shutdownNow();
    }
}
