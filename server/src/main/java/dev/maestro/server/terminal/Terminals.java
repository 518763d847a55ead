package dev.maestro.server.terminal;

import dev.maestro.protocol.command.PtyExit;
import dev.maestro.protocol.command.PtyOutput;
import dev.maestro.protocol.command.PtyResize;
import dev.maestro.protocol.command.RegisterTerminal;
import dev.maestro.protocol.command.TerminalAck;
import dev.maestro.protocol.command.TerminalInput;
import dev.maestro.protocol.command.TerminalResize;
import dev.maestro.protocol.command.WatchTerminal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The terminals of this hub.
 *
 * <p>Threads: thread-safe; only {@link #watch} may take a moment, and is not for event loops.
 */
public final class Terminals implements AutoCloseable {
    private Terminals() {}

    /**
     * Makes a hub's terminals, of which there are none yet.
     *
     * @param timers never blocks; for what is to be done later
     * @param screens where screens are kept up to date
     */
    public static Terminals of(TerminalConfig config, ScheduledExecutorService timers, Executor screens, Clock clock) {
        return new Terminals();
    }

    /** Registers an owner's terminal, or gives it back to its owner. */
    public Registration register(TerminalOwner owner, RegisterTerminal asked, String projectId) {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes what a PTY wrote.
     *
     * @param waits whether the owner waits for {@code taken} before it sends much more, and so is slowed, not refused
     * @param taken called once when there is room for more, on any thread, with the position up to which the hub has it
     */
    public void output(TerminalOwner owner, PtyOutput output, boolean waits, Consumer<Long> taken) {}

    /** Takes word of a PTY's new size. */
    public void resized(TerminalOwner owner, PtyResize size) {}

    /** Ends a terminal whose command has ended. */
    public void exit(TerminalOwner owner, PtyExit exit) {}

    /** A socket is gone that may own terminals: they wait for it. */
    public void ownerGone(String socketId) {}

    /**
     * A socket that was gone is back under its id, with all its terminals.
     *
     * @return the project of each of them, by ptyId
     */
    public Map<String, String> ownerBack(TerminalOwner owner) {
        return Map.of();
    }

    /**
     * Shows a viewer a terminal.
     *
     * @param answer called once on the viewer's loop, before anything else of the terminal is sent to it
     */
    public void watch(TerminalViewer viewer, WatchTerminal asked, Consumer<Watched> answer) {}

    /** Shows a viewer a terminal no more. */
    public void unwatch(String socketId, String sessionId) {}

    /** A socket is gone that may watch terminals. */
    public void viewerGone(String socketId) {}

    /** Takes word of how far a viewer's terminal has got. */
    public void ack(String socketId, TerminalAck ack) {}

    /** Types what a viewer typed. */
    public void input(TerminalViewer viewer, TerminalInput input) {}

    /** Gives a terminal the size a viewer wants. */
    public void resize(TerminalViewer viewer, TerminalResize size) {}

    /** Types a text and the return key for somebody who need not watch: {@code session:reply-input}. */
    public void reply(String sessionId, String text) {}

    /** Returns whether something typed now would reach a terminal of the session. */
    public boolean takesInput(String sessionId) {
        return false;
    }

    /** Ends a session's terminal, if it has one, telling its viewers why. */
    public void end(String sessionId, String reason) {}

    /** Returns a session's terminal. */
    public Optional<TerminalSummary> find(String sessionId) {
        return Optional.empty();
    }

    /** Returns the terminals of the projects that are asked for, by session id. */
    public List<TerminalSummary> list(Predicate<String> projects) {
        return List.of();
    }

    /** Returns how many terminals there are. */
    public int count() {
        return 0;
    }

    /** Tells all viewers that the hub is stopping. */
    @Override
    public void close() {}
}
