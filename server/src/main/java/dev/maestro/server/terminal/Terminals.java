package dev.maestro.server.terminal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.protocol.command.PtyExit;
import dev.maestro.protocol.command.PtyOutput;
import dev.maestro.protocol.command.PtyResize;
import dev.maestro.protocol.command.RegisterTerminal;
import dev.maestro.protocol.command.TerminalAck;
import dev.maestro.protocol.command.TerminalInput;
import dev.maestro.protocol.command.TerminalResize;
import dev.maestro.protocol.command.WatchTerminal;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The terminals of this hub.
 *
 * <p>Who asks for what may not be is refused with a {@link HubException}, and nothing is done: {@code not_found} for a
 * terminal that does not exist, or is not the owner's; otherwise as each method says.
 *
 * <p>Threads: thread-safe; only {@link #watch} may take a moment, and is not for event loops. Owners and viewers are called
 * on the caller's thread, on the timers' or on that of screens, holding no lock.
 *
 * <p>Spec: docs/protocol/terminal.md.
 */
public final class Terminals implements TerminalService {
    private static final Logger LOG = LoggerFactory.getLogger(Terminals.class);

    /** Output of fewer characters counts as so many bytes, also where an ack holds it back. */
    private static final int LITTLE = 16;

    private static final int LEAST_CHARGED = 256;

    /** Why a terminal ended whose owner will not come back. */
    private static final String GONE = "owner_disconnected";

    private static final long LATER_MILLIS = 250;

    private static final int MOST_ENDED = 64;
    private static final Duration KEPT_ENDED = Duration.ofSeconds(10);
    private static final CompletionStage<?> DONE = CompletableFuture.completedStage(true);

    private final TerminalRuntime runtime;
    private final Clock clock;

    /** Changed under {@link #lock}; read without it. */
    private final Map<String, Terminal> bySession = new ConcurrentHashMap<>();

    /** Those that ended lately, by session, for viewers who have not heard of it; changed under {@link #lock}. */
    private final Map<String, Terminal> ended = new ConcurrentHashMap<>();

    private final Map<String, Ownership> byOwner = new ConcurrentHashMap<>();

    private final Object lock = new Object();

    /** Changed under {@link #lock}; read without it. */
    private volatile boolean closed;

    private Terminals(TerminalRuntime runtime, Clock clock) {
        this.runtime = runtime;
        this.clock = clock;
    }

    /**
     * Makes a hub's terminals, of which there are none yet.
     *
     * @param timers never blocks; for what is to be done later
     * @param screens where screens are kept up to date; what it refuses is tried again
     */
    public static Terminals of(TerminalConfig config, ScheduledExecutorService timers, Executor screens, Clock clock) {
        return of(config, timers, screens, clock, System::nanoTime);
    }

    static Terminals of(
            TerminalConfig config, ScheduledExecutorService timers, Executor screens, Clock clock, LongSupplier nanos) {
        return new Terminals(
                new TerminalRuntime(
                        config, timers, screens, nanos, new ScreenBudget(), new WatchIndex(), new TerminalCounters()),
                clock);
    }

    @Override
    public Registration register(TerminalOwner owner, RegisterTerminal asked, String projectId) {
        return register(owner, asked, projectId, null);
    }

    /**
     * Registers a terminal that was at another node, unless the session has one here.
     *
     * @param handed what the other node had of it; null for nothing
     */
    public Registration register(
            TerminalOwner owner, RegisterTerminal asked, String projectId, @Nullable HandedOver handed) {
        Asked.check(asked);
        Beginning beginning =
                Beginning.of(owner.principal(), asked, handed, runtime.config().ringBytes(), clock.millis());
        Terminal before;
        Registration registration;
        synchronized (lock) {
            if (closed) {
                throw stopping();
            }
            // Under the lock: its end is either known here, or told by ownerGone() when the terminal is its own.
            if (!owner.connected()) {
                throw HubException.of(ErrorCode.UNAVAILABLE, "the connection has ended");
            }
            before = bySession.get(asked.sessionId());
            registration = before == null
                    ? make(owner, asked, beginning, projectId)
                    : again(before, owner, asked, beginning, projectId);
        }
        if (before != null) {
            before.makeCalls();
        }
        return registration;
    }

    @GuardedBy("lock")
    private Registration again(
            Terminal current, TerminalOwner owner, RegisterTerminal asked, Beginning beginning, String projectId) {
        requireTakeable(current, owner.principal(), owner.socketId(), asked);
        if (current.ptyId().equals(asked.ptyId())) {
            return handTo(current, owner, asked, beginning.origin());
        }
        if (current.ownedBy(owner.socketId())) {
            requireUnused(byOwner.get(owner.socketId()), asked);
        } else {
            requireRoom(owner, asked);
        }
        end(current, TerminalEvents.ended(current.sessionId(), "replaced"));
        return add(owner, asked, beginning, projectId).registration();
    }

    private static void requireTakeable(Terminal current, String principal, String socketId, RegisterTerminal asked) {
        TerminalOwner before = current.owner();
        if (!before.principal().equals(principal)) {
            throw HubException.of(ErrorCode.CONFLICT, "the session's terminal belongs to somebody else");
        }
        boolean another = !before.socketId().equals(socketId);
        if (another && current.connected() && !asked.takeover()) {
            throw HubException.of(
                    ErrorCode.CONFLICT, "the session's terminal has an owner who is connected: take it over, or not");
        }
    }

    @GuardedBy("lock")
    private Registration handTo(Terminal terminal, TerminalOwner owner, RegisterTerminal asked, Origin origin) {
        if (!terminal.ownedBy(owner.socketId())) {
            requireRoom(owner, asked);
            release(terminal);
            own(owner, terminal);
        }
        return terminal.handTo(owner, asked, origin);
    }

    @GuardedBy("lock")
    private void requireRoom(TerminalOwner owner, RegisterTerminal asked) {
        Ownership owned = byOwner.get(owner.socketId());
        if (owned != null && owned.count() >= Asked.MOST_A_SOCKET) {
            throw HubException.of(
                    ErrorCode.UNAVAILABLE, "you have " + owned.count() + " terminals, at most " + Asked.MOST_A_SOCKET);
        }
        requireUnused(owned, asked);
    }

    private static void requireUnused(@Nullable Ownership owned, RegisterTerminal asked) {
        Terminal same = owned == null ? null : owned.of(asked.ptyId());
        if (same != null) {
            throw HubException.of(
                    ErrorCode.CONFLICT, "your terminal " + asked.ptyId() + " is that of session " + same.sessionId());
        }
    }

    @GuardedBy("lock")
    private Registration make(TerminalOwner owner, RegisterTerminal asked, Beginning beginning, String projectId) {
        requireFewer();
        requireRoom(owner, asked);
        return add(owner, asked, beginning, projectId).registration();
    }

    @GuardedBy("lock")
    private void requireFewer() {
        int most = runtime.config().maxTerminals();
        if (bySession.size() >= most) {
            throw HubException.of(
                    ErrorCode.UNAVAILABLE, "there are " + bySession.size() + " terminals, at most " + most);
        }
    }

    @GuardedBy("lock")
    private Terminal add(TerminalOwner owner, RegisterTerminal asked, Beginning beginning, String projectId) {
        Terminal terminal = new Terminal(runtime, owner, asked, beginning, projectId);
        bySession.put(asked.sessionId(), terminal);
        own(owner, terminal);
        LOG.atInfo()
                .addKeyValue("session", asked.sessionId())
                .addKeyValue("socket", owner.socketId())
                .log("terminal registered");
        return terminal;
    }

    @GuardedBy("lock")
    private void own(TerminalOwner owner, Terminal terminal) {
        byOwner.computeIfAbsent(owner.socketId(), id -> new Ownership(newRate()))
                .add(terminal);
    }

    private ByteRate newRate() {
        return new ByteRate(runtime.config().unaskedBytesPerSecond(), runtime.nanos());
    }

    @GuardedBy("lock")
    private void release(Terminal terminal) {
        String socketId = terminal.owner().socketId();
        Ownership owned = byOwner.get(socketId);
        if (owned != null) {
            owned.remove(terminal);
            // As long as the socket lives, so does its rate.
            if (owned.count() == 0 && owned.gone()) {
                byOwner.remove(socketId);
            }
        }
    }

    @GuardedBy("lock")
    private void end(Terminal terminal, JsonBytes payload) {
        bySession.remove(terminal.sessionId(), terminal);
        release(terminal);
        if (terminal.watched() && ended.size() < MOST_ENDED) {
            ended.put(terminal.sessionId(), terminal);
            Future<?> timer = runtime.after(KEPT_ENDED, () -> ended.remove(terminal.sessionId(), terminal));
            assert !timer.isCancelled();
        }
        terminal.end(payload, false);
    }

    /**
     * Refuses a registration for which there is no room here, as {@link #register} would: to be asked before another node
     * lets go of the terminal.
     *
     * @throws HubException {@code unavailable} if there are too many, or the hub stops; {@code conflict} if its PTY is that
     *     of another session
     */
    public void requireRoomFor(TerminalOwner owner, RegisterTerminal asked) {
        synchronized (lock) {
            if (closed) {
                throw stopping();
            }
            Terminal current = bySession.get(asked.sessionId());
            if (current == null) {
                requireFewer();
                requireRoom(owner, asked);
            } else if (!current.ownedBy(owner.socketId())) {
                requireRoom(owner, asked);
            } else if (!current.ptyId().equals(asked.ptyId())) {
                requireUnused(byOwner.get(owner.socketId()), asked);
            }
        }
    }

    /**
     * Has a terminal wait here for its owner that another node has let go of, and that could not be registered after all.
     *
     * @return false if it cannot: the hub stops, or the session or the owner has such a one by now
     */
    public boolean keep(TerminalOwner owner, RegisterTerminal asked, String projectId, HandedOver handed) {
        Beginning beginning =
                Beginning.of(owner.principal(), asked, handed, runtime.config().ringBytes(), clock.millis());
        Terminal kept;
        synchronized (lock) {
            Ownership owned = byOwner.get(owner.socketId());
            boolean used = owned != null && owned.of(asked.ptyId()) != null;
            if (closed || used || bySession.containsKey(asked.sessionId())) {
                return false;
            }
            kept = add(owner, asked, beginning, projectId);
            Ownership now = byOwner.get(owner.socketId());
            if (now != null) {
                now.gone(now.gone() || !owner.connected());
            }
            await(kept);
        }
        kept.makeCalls();
        return true;
    }

    /**
     * Refuses what another node's socket asks for that may not have a terminal that is here: the rules of
     * {@link #register}.
     *
     * @param socketId a socket that was recovered there has the same as before
     * @return whether there is such a terminal
     * @throws HubException {@code conflict}
     */
    public boolean requireTakeable(String principal, String socketId, RegisterTerminal asked) {
        Terminal terminal = bySession.get(asked.sessionId());
        if (terminal != null) {
            requireTakeable(terminal, principal, socketId, asked);
        }
        return terminal != null;
    }

    /**
     * Gives up a terminal that goes on elsewhere: its owner is told nothing, and its viewers that it has
     * {@link TerminalService#MOVED}. Not for event loops.
     *
     * @return what there is of it; empty if the session has no terminal here
     */
    public Optional<HandedOver> letGo(String sessionId) {
        Terminal terminal = bySession.get(sessionId);
        return terminal == null ? Optional.empty() : letGo(terminal);
    }

    private Optional<HandedOver> letGo(Terminal terminal) {
        ViewStart look = terminal.look();
        HandedOver handed;
        synchronized (lock) {
            if (!bySession.remove(terminal.sessionId(), terminal)) {
                return Optional.empty();
            }
            release(terminal);
            handed = terminal.letGo(look);
        }
        terminal.makeCalls();
        return Optional.of(handed);
    }

    /** Gives up all terminals, which other nodes take over when their owners come there; none is registered from then on. */
    public void letAllGo() {
        List<Terminal> all;
        synchronized (lock) {
            closed = true;
            all = List.copyOf(bySession.values());
            all.forEach(terminal -> terminal.end(TerminalEvents.moved(terminal.sessionId()), true));
            bySession.clear();
            byOwner.clear();
        }
        all.forEach(Terminal::makeCalls);
    }

    /** Returns whose a session's terminal here is ({@link TerminalOwner#principal}). */
    public Optional<String> principalOf(String sessionId) {
        return Optional.ofNullable(bySession.get(sessionId))
                .map(terminal -> terminal.owner().principal());
    }

    /** Returns the PTY of a session's terminal here. */
    public Optional<String> ptyOf(String sessionId) {
        return Optional.ofNullable(bySession.get(sessionId)).map(Terminal::ptyId);
    }

    /** Refuses a watch from a position that cannot be. */
    public static void check(WatchTerminal asked) {
        Asked.checkPosition(asked.since());
    }

    /** Refuses input that is too large. */
    public static void check(TerminalInput input) {
        Asked.checkInput("/input", input.input());
    }

    /** Refuses a size that cannot be. */
    public static void check(TerminalResize size) {
        Size checked = Size.asked(size.cols(), size.rows());
        assert checked.cols() == size.cols();
    }

    /** Refuses a registration that can be carried out nowhere: its size, its position or its history. */
    public static void check(RegisterTerminal asked) {
        Asked.check(asked);
    }

    @Override
    public void output(TerminalOwner owner, PtyOutput output, boolean waits, Consumer<Long> taken) {
        Ownership owned = byOwner.get(owner.socketId());
        Terminal terminal = owned == null ? null : owned.of(output.ptyId());
        if (owned == null || terminal == null) {
            throw notYours(output.ptyId());
        }
        Asked.checkPosition(output.position());
        if (!waits || output.data().length() < LITTLE) {
            int bytes = Math.max(LEAST_CHARGED, OutputText.lengthBytes(output.data()));
            long wait = owned.takeUnasked(bytes);
            if (wait > 0) {
                throw HubException.rateLimited("more terminal output than is taken without being asked for", wait);
            }
        }
        terminal.output(output.data(), output.position(), waits ? taken : null);
    }

    @Override
    public void resized(TerminalOwner owner, PtyResize size) {
        owned(owner, size.ptyId()).resized(Size.asked(size.cols(), size.rows()));
    }

    @Override
    public void exit(TerminalOwner owner, PtyExit exit) {
        Terminal terminal;
        synchronized (lock) {
            terminal = owned(owner, exit.ptyId());
            end(terminal, TerminalEvents.exited(terminal.sessionId(), exit.exitCode()));
        }
        terminal.makeCalls();
    }

    private Terminal owned(TerminalOwner owner, String ptyId) {
        Ownership owned = byOwner.get(owner.socketId());
        Terminal terminal = owned == null ? null : owned.of(ptyId);
        if (terminal == null) {
            throw notYours(ptyId);
        }
        return terminal;
    }

    private static HubException stopping() {
        return HubException.of(ErrorCode.UNAVAILABLE, "the hub is stopping");
    }

    /** A terminal that is gone since the hub stops is its owner's again at the next hub. */
    private HubException notYours(String ptyId) {
        if (closed) {
            return stopping();
        }
        return HubException.of(ErrorCode.NOT_FOUND, "you have no terminal " + ptyId);
    }

    @Override
    public void ownerGone(TerminalOwner owner) {
        List<Terminal> waiting = List.of();
        synchronized (lock) {
            Ownership owned = byOwner.get(owner.socketId());
            if (owned != null && owned.count() == 0) {
                byOwner.remove(owner.socketId());
            } else if (owned != null && !closed) {
                waiting = of(owner);
                // A connection before this one of the same id is no news of it.
                owned.gone(owned.gone() || !waiting.isEmpty());
                waiting.forEach(this::await);
            }
        }
        waiting.forEach(Terminal::makeCalls);
    }

    private List<Terminal> of(TerminalOwner owner) {
        Ownership owned = byOwner.get(owner.socketId());
        return owned == null
                ? List.of()
                : owned.all().stream()
                        .filter(terminal -> terminal.owner().equals(owner))
                        .toList();
    }

    @Override
    public void endOf(TerminalOwner owner, Predicate<String> projects) {
        List<Terminal> ended = List.of();
        synchronized (lock) {
            if (!closed) {
                ended = of(owner).stream()
                        .filter(terminal -> projects.test(terminal.projectId()))
                        .toList();
                ended.forEach(terminal -> end(terminal, TerminalEvents.ended(terminal.sessionId(), GONE)));
            }
        }
        ended.forEach(Terminal::makeCalls);
    }

    @Override
    public Optional<String> projectOf(TerminalOwner owner, String ptyId) {
        Ownership owned = byOwner.get(owner.socketId());
        return Optional.ofNullable(owned == null ? null : owned.of(ptyId)).map(Terminal::projectId);
    }

    @Override
    public boolean knows(TerminalOwner owner, RegisterTerminal asked) {
        Terminal terminal = bySession.get(asked.sessionId());
        return terminal != null
                && terminal.ptyId().equals(asked.ptyId())
                && terminal.owner().principal().equals(owner.principal());
    }

    private void await(Terminal terminal) {
        int turn = terminal.ownerGone();
        Future<?> timer = runtime.after(runtime.config().grace(), () -> graceOver(terminal, turn));
        assert !timer.isCancelled();
    }

    private void graceOver(Terminal terminal, int turn) {
        synchronized (lock) {
            if (!terminal.waits(turn)) {
                return;
            }
            end(terminal, TerminalEvents.ended(terminal.sessionId(), GONE));
        }
        terminal.makeCalls();
        LOG.atInfo().addKeyValue("session", terminal.sessionId()).log("terminal's owner did not come back");
    }

    @Override
    public void ownerBack(TerminalOwner owner) {
        List<Terminal> back = List.of();
        synchronized (lock) {
            Ownership owned = byOwner.get(owner.socketId());
            if (owned != null) {
                owned.gone(false);
                back = owned.all();
                back.forEach(terminal -> terminal.ownerBack(owner));
            }
        }
        back.forEach(Terminal::makeCalls);
    }

    @Override
    public void watch(
            TerminalViewer viewer, WatchTerminal asked, Consumer<Watched> answer, Consumer<HubException> refused) {
        watch(viewer, asked, null, (watched, lineage) -> answer.accept(watched), refused);
    }

    /**
     * Shows a terminal as {@link #watch(TerminalViewer, WatchTerminal, Consumer, Consumer)} does, and says what its positions
     * count.
     *
     * @param known what {@code since} counts: where that is something else, it is as if it had fallen out of the ring; null
     *     for not known
     */
    public void watch(
            TerminalViewer viewer,
            WatchTerminal asked,
            @Nullable Lineage known,
            BiConsumer<Watched, Lineage> answer,
            Consumer<HubException> refused) {
        Asked.checkPosition(asked.since());
        toShow(asked).watch(viewer, new Since(asked.since(), known), asked.lossless(), answer, refused);
    }

    /** Who comes back to what has ended meanwhile is shown how. */
    private Terminal toShow(WatchTerminal asked) {
        Terminal over = asked.since() == null ? null : ended.get(asked.sessionId());
        return over == null || bySession.containsKey(asked.sessionId()) ? session(asked.sessionId()) : over;
    }

    @Override
    public void unwatch(String socketId, String sessionId) {
        for (Terminal terminal : runtime.watching().of(socketId)) {
            if (terminal.sessionId().equals(sessionId)) {
                terminal.unwatch(socketId);
            }
        }
    }

    @Override
    public void viewerGone(String socketId) {
        runtime.watching().of(socketId).forEach(terminal -> terminal.unwatch(socketId));
    }

    @Override
    public void ack(String socketId, TerminalAck ack) {
        session(ack.sessionId()).ack(socketId, ack.position());
    }

    @Override
    public CompletionStage<?> input(TerminalViewer viewer, TerminalInput input) {
        Terminal terminal = session(input.sessionId());
        Asked.checkInput("/input", input.input());
        requireTaking(terminal);
        terminal.input(viewer, input.input());
        return DONE;
    }

    @Override
    public CompletionStage<?> resize(TerminalViewer viewer, TerminalResize size) {
        session(size.sessionId()).resize(viewer, Size.asked(size.cols(), size.rows()));
        return DONE;
    }

    @Override
    public CompletionStage<?> reply(String sessionId, String text) {
        Terminal terminal = session(sessionId);
        Asked.checkInput("/text", text);
        requireTaking(terminal);
        terminal.reply(text);
        return DONE;
    }

    private static void requireTaking(Terminal terminal) {
        if (terminal.connected() && !terminal.owner().takes()) {
            throw HubException.rateLimited(
                    "the terminal's owner has not taken yet what was typed before", LATER_MILLIS);
        }
    }

    @Override
    public boolean takesInput(String sessionId) {
        Terminal terminal = bySession.get(sessionId);
        return terminal != null && terminal.connected();
    }

    private Terminal session(String sessionId) {
        Terminal terminal = bySession.get(sessionId);
        if (terminal == null) {
            throw HubException.of(ErrorCode.NOT_FOUND, "Terminal session not found");
        }
        return terminal;
    }

    @Override
    public void end(String sessionId, String reason) {
        Terminal terminal;
        synchronized (lock) {
            terminal = bySession.get(sessionId);
            if (terminal != null) {
                end(terminal, TerminalEvents.ended(sessionId, reason));
            }
        }
        if (terminal != null) {
            terminal.makeCalls();
        }
    }

    @Override
    public Optional<TerminalSummary> find(String sessionId) {
        return Optional.ofNullable(bySession.get(sessionId)).map(Terminal::summary);
    }

    @Override
    public List<TerminalSummary> list(Predicate<String> projects) {
        return bySession.values().stream()
                .filter(terminal -> projects.test(terminal.projectId()))
                .map(Terminal::summary)
                .sorted(Comparator.comparing(TerminalSummary::sessionId))
                .toList();
    }

    @Override
    public int count() {
        return bySession.size();
    }

    /** Returns the ids of the sockets that own terminals of this node, as of this moment. */
    public Set<String> owners() {
        return Set.copyOf(byOwner.keySet());
    }

    /** Returns how many sockets watch terminals of this node; those of other nodes count as one each. */
    public int viewers() {
        return runtime.watching().count();
    }

    /** Returns what went through the terminals of this node since its start. */
    public TerminalTraffic traffic() {
        return runtime.counters().read();
    }

    @Override
    public void close() {
        List<Terminal> all;
        synchronized (lock) {
            closed = true;
            all = List.copyOf(bySession.values());
            all.forEach(terminal -> terminal.end(TerminalEvents.shutdown(terminal.sessionId()), true));
            bySession.clear();
            byOwner.clear();
        }
        all.forEach(Terminal::makeCalls);
    }
}
