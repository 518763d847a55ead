package dev.maestro.server.terminal;

import dev.maestro.protocol.command.PtyExit;
import dev.maestro.protocol.command.PtyOutput;
import dev.maestro.protocol.command.PtyResize;
import dev.maestro.protocol.command.RegisterTerminal;
import dev.maestro.protocol.command.TerminalAck;
import dev.maestro.protocol.command.TerminalInput;
import dev.maestro.protocol.command.TerminalResize;
import dev.maestro.protocol.command.WatchTerminal;
import dev.maestro.protocol.error.HubException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The terminals that owners and viewers of this hub reach, wherever they are.
 *
 * <p>Who asks for what may not be is refused with a {@link HubException}, and nothing is done: {@code not_found} for a
 * terminal that does not exist, or is not the owner's; otherwise as each method says.
 *
 * <p>Threads: thread-safe. Only {@link #register} and {@link #watch} may take a moment, and are not for event loops. Owners
 * and viewers are called holding no lock.
 *
 * <p>Spec: docs/protocol/terminal.md.
 */
public interface TerminalService extends AutoCloseable {
    /** Why viewers of a terminal are told of its end that goes on at another node; clients are never told so. */
    String MOVED = "moved";

    /**
     * Registers an owner's terminal, or gives it back to its owner.
     *
     * @throws HubException {@code conflict} if the session's terminal is another's, or still connected and not to be taken
     *     over; {@code unavailable} if there are too many, or the owner's connection has ended, or it is at a node that
     *     cannot be asked; {@code invalid} for a size or position that cannot be; {@code too_large} for a history that is
     */
    Registration register(TerminalOwner owner, RegisterTerminal asked, String projectId);

    /**
     * Takes what a PTY wrote.
     *
     * @param waits whether the owner waits for {@code taken} before it sends much more, and so is slowed, not refused
     * @param taken called once when there is room for more, on any thread, with the position up to which the hub has it;
     *     never if the owner's connection ends before, or the terminal does; not called for an owner that does not wait
     * @throws HubException {@code rate_limited} for an owner that does not wait and sends more than is allowed, or that
     *     waits for 256 others; {@code invalid} for a position that cannot be
     */
    void output(TerminalOwner owner, PtyOutput output, boolean waits, Consumer<Long> taken);

    /** Takes word of a PTY's new size; {@code invalid} for one that cannot be. */
    void resized(TerminalOwner owner, PtyResize size);

    /** Ends a terminal whose command has ended. */
    void exit(TerminalOwner owner, PtyExit exit);

    /** An owner's connection is gone: the terminals it has wait for it, those another has under its id do not. */
    void ownerGone(TerminalOwner owner);

    /** Ends an owner's terminals of those projects, as if it had gone and not come back. */
    void endOf(TerminalOwner owner, Predicate<String> projects);

    /** Returns the project of an owner's terminal; empty if it has none of that name. */
    Optional<String> projectOf(TerminalOwner owner, String ptyId);

    /** Returns whether what an owner asks to register is a terminal of its that is here. */
    boolean knows(TerminalOwner owner, RegisterTerminal asked);

    /** A socket that was gone is back under its id, with all its terminals. */
    void ownerBack(TerminalOwner owner);

    /**
     * Shows a viewer a terminal.
     *
     * <p>The viewer has to watch ({@link TerminalViewer#watches}) already, and one that does so no more when it is its turn
     * is shown nothing.
     *
     * @param answer called once on the viewer's loop when its connection has room, before anything else of the terminal is
     *     sent to it
     * @param refused called in its place, {@code not_found}, if the viewer does not watch any more
     * @throws HubException {@code invalid} for a {@code since} that cannot be
     */
    void watch(TerminalViewer viewer, WatchTerminal asked, Consumer<Watched> answer, Consumer<HubException> refused);

    /** Shows a viewer a terminal no more, whether it did or not. */
    void unwatch(String socketId, String sessionId);

    /** A socket is gone that may watch terminals. */
    void viewerGone(String socketId);

    /** Takes word of how far a viewer's terminal has got; {@code invalid} for what it was not sent. */
    void ack(String socketId, TerminalAck ack);

    /**
     * Types what a viewer typed, without what its terminal answered by itself; of one viewer in the order of the calls.
     *
     * @return done when it was passed on; where that is at another node, it may fail later with a {@link HubException}, as
     *     below or {@code unavailable} when it is not known whether it was typed
     * @throws HubException {@code forbidden} for who does not watch, or may not write; {@code too_large};
     *     {@code unavailable} while the owner is not connected; {@code rate_limited} while much waits for it
     */
    CompletionStage<?> input(TerminalViewer viewer, TerminalInput input);

    /**
     * Gives a terminal the size a viewer wants.
     *
     * @return as of {@link #input}
     * @throws HubException {@code forbidden} for who is not the controller; {@code invalid}; {@code unavailable} while the
     *     owner is not connected
     */
    CompletionStage<?> resize(TerminalViewer viewer, TerminalResize size);

    /**
     * Types a text and the return key for somebody who need not watch: {@code session:reply-input}.
     *
     * @return as of {@link #input}
     * @throws HubException {@code too_large}; {@code unavailable} while the owner is not connected; {@code rate_limited}
     *     while much waits for it
     */
    CompletionStage<?> reply(String sessionId, String text);

    /** Returns whether something typed now would reach a terminal of the session. */
    boolean takesInput(String sessionId);

    /** Ends a session's terminal, if it has one, telling its viewers why. */
    void end(String sessionId, String reason);

    /** Returns a session's terminal. */
    Optional<TerminalSummary> find(String sessionId);

    /** Returns the terminals of the projects that are asked for, by session id. */
    List<TerminalSummary> list(Predicate<String> projects);

    /** Returns how many terminals there are. */
    int count();

    /** Ends all terminals, or gives them up to other nodes; from then on none is registered. */
    @Override
    void close();
}
