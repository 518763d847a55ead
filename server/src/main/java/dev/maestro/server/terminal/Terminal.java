package dev.maestro.server.terminal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.protocol.command.RegisterTerminal;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.terminal.sequence.Typed;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One terminal, from its registration to its end.
 *
 * <p>States: <em>owned</em>, its owner is connected; <em>waiting</em> for its owner; <em>ended</em>, in which its viewers are
 * still sent what there is, for some seconds, and then why it ended. Owned and waiting turn into each other and into ended.
 *
 * <p>Threads: thread-safe. Its lock is held for moments, never while anybody is called; {@link Screen}'s is taken before it.
 * Memory: see docs/protocol/terminal.md.
 */
final class Terminal {
    private static final Logger LOG = LoggerFactory.getLogger(Terminal.class);

    static final int RELEASE_BYTES = 4_096;
    static final Duration RELEASE_AFTER = Duration.ofMillis(16);
    static final Duration IDLE = Duration.ofMillis(50);
    static final Duration STUCK = Duration.ofSeconds(5);
    static final Duration HOLD = Duration.ofMillis(50);

    private static final Duration RETRY = Duration.ofMillis(100);
    private static final Duration TAIL_CHECK = Duration.ofSeconds(1);

    /** How long viewers are sent the rest of a terminal that has ended, however well they get on. */
    private static final Duration LONGEST_TAIL = Duration.ofSeconds(60);

    private static final int SIZES_A_SECOND = 20;

    private final Object lock = new Object();
    private final TerminalRuntime runtime;
    private final String sessionId;
    private final String projectId;
    private final String ptyId;
    private final long createdAt;
    private final boolean resumed;
    private final Lineage lineage;
    private final Calls calls = new Calls();
    private final Screen screen;

    @GuardedBy("lock")
    private final OutputLog log;

    @GuardedBy("lock")
    private final Credit credit;

    @GuardedBy("lock")
    private final Viewers viewers = new Viewers();

    @GuardedBy("lock")
    private final ScreenCursor screenCursor;

    @GuardedBy("lock")
    private TerminalOwner owner;

    @GuardedBy("lock")
    private boolean connected = true;

    /** How often the owner has come and gone: a timer that finds another number is out of date. */
    @GuardedBy("lock")
    private int turn;

    @GuardedBy("lock")
    private Size size;

    @GuardedBy("lock")
    private long wroteLast;

    @GuardedBy("lock")
    private boolean releaseTimed;

    @GuardedBy("lock")
    private boolean stuckTimed;

    /** Why it ended, and when. */
    @GuardedBy("lock")
    private @Nullable JsonBytes exit;

    @GuardedBy("lock")
    private long endedAt;

    /** How many sizes it may be given; the owner's, when there are too many, come a little later. */
    private final ByteRate sizes;

    @GuardedBy("lock")
    private @Nullable Size nextSize;

    Terminal(
            TerminalRuntime runtime,
            TerminalOwner owner,
            RegisterTerminal asked,
            Beginning beginning,
            String projectId) {
        this.runtime = runtime;
        this.owner = owner;
        this.sessionId = asked.sessionId();
        this.projectId = projectId;
        this.ptyId = asked.ptyId();
        this.createdAt = beginning.createdAt();
        this.resumed = beginning.resumed();
        this.lineage = beginning.lineage();
        this.size = beginning.size();
        int ringBytes = runtime.config().ringBytes();
        this.log = new OutputLog(sessionId, ringBytes, beginning.origin());
        this.sizes = new ByteRate(SIZES_A_SECOND, runtime.nanos());
        this.credit = new Credit(ringBytes, calls, this::tellFlow);
        this.screenCursor = new ScreenCursor(runtime.config().snapshots());
        this.screen = new Screen(this, runtime, size);
        this.wroteLast = runtime.now() - IDLE.toNanos() - 1;
        if (screenLags()) {
            screen.wake();
        }
    }

    String sessionId() {
        return sessionId;
    }

    String projectId() {
        return projectId;
    }

    String ptyId() {
        return ptyId;
    }

    /** Makes the calls that follow from what was done last; for those methods that say so. Holding no lock. */
    void makeCalls() {
        calls.run();
    }

    // What its owner does.

    /**
     * Gives it to another connection of its owner, or to the same again. {@link #makeCalls} is owed.
     *
     * <p>An owner that keeps its output says which size its oldest byte was written for, and says the present one where it
     * goes on.
     */
    Registration handTo(TerminalOwner next, RegisterTerminal asked, Origin origin) {
        Size given = Size.asked(asked.cols(), asked.rows());
        Registration registration;
        synchronized (lock) {
            owner = next;
            turn++;
            credit.begin();
            log.forgetHalf();
            connect(true);
            boolean anew = asked.position() != null && origin.position() > log.end();
            if (anew) {
                log.restart(origin);
                screenCursor.restart();
                wakeAll();
                wakeScreen();
            }
            if (anew || asked.position() == null) {
                resizeTo(given);
            }
            settle();
            registration = new Registration(log.end(), true, credit.bytes());
        }
        return registration;
    }

    /** Returns what the owner of a terminal is told that has just begun here. */
    Registration registration() {
        synchronized (lock) {
            return new Registration(log.end(), resumed, credit.bytes());
        }
    }

    /** Takes output; {@code taken} is null for an owner that does not wait. */
    void output(String data, @Nullable Long position, @Nullable Consumer<Long> taken) {
        synchronized (lock) {
            if (taken != null && credit.full()) {
                throw HubException.rateLimited(
                        "more than " + Credit.MOST_WAITING + " pieces of output wait for their acks", IDLE.toMillis());
            }
            Asked.checkEnd(Math.max(log.end(), position == null ? 0 : position), data);
            if (taken != null) {
                requireFits(data, position);
            }
            long now = runtime.now();
            for (Viewing viewing : viewers.all()) {
                viewing.grows(log.released(), now);
            }
            long added = position == null ? log.append(data) : log.append(data, position);
            runtime.counters().written(added < 0 ? OutputText.lengthBytes(data) : added);
            coalesce(added, now);
            if (taken == null) {
                credit.waitsNot();
            } else {
                credit.waits(log.end(), taken);
            }
            settle();
            wakeScreen();
        }
        calls.run();
    }

    /** Refuses what an owner that waits should have sent something else before, or not yet. */
    @GuardedBy("lock")
    private void requireFits(String data, @Nullable Long position) {
        if (position != null && position > log.end()) {
            // Something before it was refused, and comes again: it must find its place.
            throw HubException.of(
                    ErrorCode.CONFLICT,
                    "output begins at " + position + ", and the hub wants it from " + log.end()
                            + " on: send that first, or register again with where your output begins");
        }
        long lag = lag();
        if (lag > 0 && lag + OutputText.lengthBytes(data) > log.capacity()) {
            throw HubException.rateLimited("somebody who must miss nothing lags too much", RETRY.toMillis());
        }
    }

    @GuardedBy("lock")
    private void coalesce(long added, long now) {
        boolean idle = now - wroteLast > IDLE.toNanos();
        if (added == 0) {
            return;
        }
        wroteLast = now;
        if (added < 0 || idle || log.waitingBytes() >= RELEASE_BYTES) {
            releaseNow();
        } else if (!releaseTimed) {
            releaseTimed = true;
            later(RELEASE_AFTER, this::releaseInTime);
        }
    }

    private void releaseInTime() {
        synchronized (lock) {
            releaseTimed = false;
            releaseNow();
        }
        calls.run();
    }

    @GuardedBy("lock")
    private void releaseNow() {
        // After a gap everybody has to be woken, also where nothing was added to what follows it.
        if (log.release() || log.start() == log.end()) {
            wakeAll();
        }
    }

    /** Takes word of the PTY's size. */
    void resized(Size now) {
        synchronized (lock) {
            if (nextSize != null) {
                nextSize = now;
            } else if (!now.equals(size)) {
                long wait = sizes.take(1);
                if (wait == 0) {
                    resizeTo(now);
                } else {
                    nextSize = now;
                    later(Duration.ofMillis(wait), this::resizeInTime);
                }
            }
        }
        calls.run();
    }

    private void resizeInTime() {
        synchronized (lock) {
            Size waited = nextSize;
            nextSize = null;
            if (waited != null && exit == null) {
                resizeTo(waited);
            }
        }
        calls.run();
    }

    @GuardedBy("lock")
    private void resizeTo(Size next) {
        nextSize = null;
        if (next.equals(size)) {
            return;
        }
        size = next;
        releaseNow();
        screenCursor.resized(log.end(), next);
        wakeScreen();
        tellAll(TerminalEvents.RESIZED, TerminalEvents.resized(sessionId, next));
    }

    /** Its owner's connection is gone; returns which turn it waits in. {@link #makeCalls} is owed. */
    int ownerGone() {
        int waiting;
        synchronized (lock) {
            turn++;
            waiting = turn;
            credit.forgetWaiting();
            connect(false);
        }
        return waiting;
    }

    /** The owner's connection is back that was gone. {@link #makeCalls} is owed. */
    void ownerBack(TerminalOwner same) {
        synchronized (lock) {
            owner = same;
            turn++;
            connect(true);
            credit.tellAgain();
            settle();
        }
    }

    @GuardedBy("lock")
    private void connect(boolean now) {
        if (connected != now) {
            connected = now;
            releaseNow();
            tellAll(TerminalEvents.OWNER, TerminalEvents.owner(sessionId, now));
        }
    }

    /** Returns whether it still waits for its owner, in that turn. */
    boolean waits(int since) {
        synchronized (lock) {
            return !connected && turn == since;
        }
    }

    /** Returns whether it is that connection's. */
    boolean ownedBy(String socketId) {
        synchronized (lock) {
            return owner.socketId().equals(socketId);
        }
    }

    TerminalOwner owner() {
        synchronized (lock) {
            return owner;
        }
    }

    boolean connected() {
        synchronized (lock) {
            return connected;
        }
    }

    /** Ends it: viewers are sent what there is, and then this. {@link #makeCalls} is owed. */
    void end(JsonBytes payload, boolean atOnce) {
        synchronized (lock) {
            if (exit != null) {
                return;
            }
            log.finish();
            releaseNow();
            exit = payload;
            endedAt = runtime.now();
            turn++;
            credit.forgetWaiting();
            screen.close();
            tellAll(TerminalEvents.EXIT, payload);
            wakeAll();
            if (atOnce) {
                hurryUp(Long.MIN_VALUE);
            } else if (viewers.count() > 0) {
                later(TAIL_CHECK, this::hurryInTime);
            }
        }
    }

    /** Returns what it looks like, for {@link #letGo}; not for event loops. */
    ViewStart look() {
        return fresh(false);
    }

    /**
     * Ends it here, since it goes on elsewhere; its viewers are told as of an end, at once. {@link #makeCalls} is owed.
     *
     * @param look what it looked like a moment ago
     */
    HandedOver letGo(ViewStart look) {
        synchronized (lock) {
            log.forgetHalf();
            HandedOver handed = log.handOver(look, size, createdAt, lineage);
            end(TerminalEvents.moved(sessionId), true);
            return handed;
        }
    }

    /** Returns whether somebody watches it. */
    boolean watched() {
        synchronized (lock) {
            return viewers.count() > 0;
        }
    }

    private void hurryInTime() {
        synchronized (lock) {
            long since = runtime.now() - endedAt;
            hurryUp(since < LONGEST_TAIL.toNanos() ? STUCK.toNanos() : Long.MIN_VALUE);
            if (viewers.count() > 0 && since < LONGEST_TAIL.toNanos()) {
                later(TAIL_CHECK, this::hurryInTime);
            }
        }
        calls.run();
    }

    /** Has those go without the rest that have not got on for so long, or since it ended. */
    @GuardedBy("lock")
    private void hurryUp(long nanos) {
        long now = runtime.now();
        for (Viewing viewing : viewers.all()) {
            boolean stuck = nanos == Long.MIN_VALUE || (now - endedAt >= nanos && viewing.stuckAfter(now, nanos) <= 0);
            if (stuck && viewing.hurry()) {
                // Also those whose pump waits for their connection.
                calls.add(() -> viewing.viewer().execute(viewing::pump));
            }
        }
    }

    // What its viewers do.

    /** Shows it to a viewer; not for event loops. */
    void watch(
            TerminalViewer viewer,
            Since since,
            boolean lossless,
            BiConsumer<Watched, Lineage> answer,
            Consumer<HubException> refused) {
        forgetPredecessors(viewer.socketId());
        Long from = since.in(lineage);
        Arrival arrival = from == null ? null : goingOn(viewer, from, lossless);
        Arrival known = arrival == null ? starting(viewer, since.position() != null, lossless) : arrival;
        Viewing viewing = known.viewing();
        // A screen is large, and one whose connection takes nothing is not to have many of them kept for it.
        AtomicReference<@Nullable ViewStart> start = new AtomicReference<>(known.start());
        later(STUCK, () -> {
            start.set(null);
            arrivesNot(viewing);
        });
        Runnable again = () -> runtime.onScreens(() -> watch(viewer, since, lossless, answer, refused));
        // It may be as large as much output, so there has to be room for it as well.
        viewer.execute(() -> viewer.whenWritable(() -> {
            ViewStart kept = start.getAndSet(null);
            if (kept == null) {
                again.run();
            } else {
                begin(viewing, kept, answer, refused);
            }
        }));
    }

    /** Takes a socket out of terminals of the same session that have ended: it has asked for this one. */
    private void forgetPredecessors(String socketId) {
        for (Terminal other : runtime.watching().of(socketId)) {
            if (other != this && other.sessionId.equals(sessionId)) {
                other.unwatch(socketId);
            }
        }
    }

    /** A viewer whose loop is to be told. */
    private record Arrival(Viewing viewing, ViewStart start) {}

    private @Nullable Arrival goingOn(TerminalViewer viewer, long since, boolean lossless) {
        synchronized (lock) {
            if (since < log.start() || since > log.end()) {
                return null;
            }
            ViewStart start = new ViewStart("", log.codePointFrom(since), size, false);
            return arriving(viewer, start, lossless);
        }
    }

    private Arrival starting(TerminalViewer viewer, boolean lost, boolean lossless) {
        ViewStart start = fresh(lost);
        synchronized (lock) {
            return arriving(viewer, start, lossless);
        }
    }

    @GuardedBy("lock")
    private Arrival arriving(TerminalViewer viewer, ViewStart start, boolean lossless) {
        Viewing viewing = new Viewing(this, viewer, lossless, start.position(), viewer.mayWrite(), runtime.now());
        viewers.arrives(viewing);
        runtime.watching().add(viewer.socketId(), this);
        return new Arrival(viewing, start);
    }

    private void arrivesNot(Viewing viewing) {
        synchronized (lock) {
            viewers.arrivesNot(viewing);
            forget(viewing.viewer().socketId());
            settle();
        }
        calls.run();
    }

    @GuardedBy("lock")
    private void forget(String socketId) {
        if (!viewers.knows(socketId)) {
            runtime.watching().remove(socketId, this);
        }
    }

    private ViewStart fresh(boolean lost) {
        synchronized (lock) {
            releaseNow();
        }
        calls.run();
        ViewStart start = screen.start();
        screenFed();
        ViewStart found = start == null ? replayed() : start;
        return lost ? new ViewStart(found.scrollback(), found.position(), found.size(), true) : found;
    }

    private ViewStart replayed() {
        Replay replay;
        Size then;
        synchronized (lock) {
            releaseNow();
            replay = log.replay();
            then = size;
        }
        calls.run();
        return new ViewStart(replay.clean(), replay.position(), then, replay.truncated());
    }

    private void begin(
            Viewing viewing, ViewStart start, BiConsumer<Watched, Lineage> answer, Consumer<HubException> refused) {
        TerminalViewer viewer = viewing.viewer();
        boolean writable = viewer.mayWrite();
        Watched watched;
        if (!viewer.watches(sessionId)) {
            // It may have lost the right to since it asked.
            arrivesNot(viewing);
            refused.accept(HubException.of(ErrorCode.NOT_FOUND, "Terminal session not found"));
            return;
        }
        synchronized (lock) {
            viewers.add(viewing);
            runtime.watching().add(viewer.socketId(), this);
            if (!start.size().equals(size)) {
                tell(viewing, TerminalEvents.RESIZED, TerminalEvents.resized(sessionId, size));
            }
            if (exit != null) {
                tell(viewing, TerminalEvents.EXIT, exit);
            }
            Control control = viewers.begins(viewing);
            tellControl();
            watched = new Watched(
                    start.size().cols(),
                    start.size().rows(),
                    start.scrollback(),
                    start.position(),
                    start.truncated(),
                    writable,
                    log.tracker().title(),
                    connected,
                    control.controller(),
                    control.mine());
        }
        answer.accept(watched, lineage);
        calls.run();
        viewing.pump();
    }

    /** Takes a viewer out, if it is here or about to be. */
    void unwatch(String socketId) {
        synchronized (lock) {
            if (viewers.removeAll(socketId)) {
                removed();
            }
            tellControl();
            forget(socketId);
            settle();
        }
        calls.run();
    }

    /** Takes a viewer that was told of the end out of the room, unless it watches a later terminal of the session. */
    void leaves(TerminalViewer viewer) {
        boolean later = runtime.watching().of(viewer.socketId()).stream()
                .anyMatch(other -> other != this && other.sessionId.equals(sessionId));
        if (!later) {
            viewer.leave(sessionId);
        }
    }

    /** Runs a viewer's pump after what its loop has to do already. */
    void pumpSoon(Viewing viewing) {
        later(Duration.ZERO, () -> viewing.viewer().execute(viewing::pump));
    }

    void drop(Viewing viewing) {
        synchronized (lock) {
            remove(viewing);
        }
        calls.run();
    }

    @GuardedBy("lock")
    private void remove(Viewing viewing) {
        if (viewers.remove(viewing)) {
            removed();
        }
        tellControl();
        forget(viewing.viewer().socketId());
        settle();
    }

    @GuardedBy("lock")
    private void removed() {
        if (viewers.count() == 0) {
            log.forgetChunks();
        }
    }

    /** Decides what a viewer's pump does next. Of its loop. */
    Step next(Viewing viewing, boolean mayWrite) {
        Step step;
        synchronized (lock) {
            boolean couldWrite = viewing.wrote();
            step = viewing.next(log, mayWrite);
            if (couldWrite != mayWrite) {
                tellControl();
            }
            if (step.kind() == Step.Kind.NOTICE && ((Step.Tell) step).notice().last()) {
                remove(viewing);
            }
        }
        calls.run();
        return step;
    }

    /** A viewer's connection has taken a chunk. */
    void sent(Viewing viewing, Chunk chunk) {
        runtime.counters().sent(chunk.lengthBytes());
        synchronized (lock) {
            viewing.sent(chunk, log.released(), log.end(), runtime.now());
            settle();
        }
        calls.run();
    }

    /** Returns whether a viewer that takes nothing now goes without the rest, and does so. */
    boolean skipsRest(Viewing viewing) {
        synchronized (lock) {
            return viewing.skipsTo(log.end());
        }
    }

    /** Sends a viewer the screen that has fallen out of the ring. */
    void resync(Viewing viewing) {
        runtime.onScreens(() -> {
            try {
                ViewStart start = fresh(true);
                JsonBytes payload = TerminalEvents.resync(sessionId, start);
                TerminalViewer viewer = viewing.viewer();
                viewer.execute(() -> viewer.whenWritable(() -> resynced(viewing, start, payload)));
            } catch (RuntimeException | Error e) {
                resyncFailed(viewing, e);
            }
        });
    }

    private void resyncFailed(Viewing viewing, Throwable failure) {
        LOG.atError().addKeyValue("session", sessionId).setCause(failure).log("a viewer waits for its screen");
        synchronized (lock) {
            viewing.failed();
        }
        later(STUCK, () -> {
            synchronized (lock) {
                wake(viewing);
            }
            calls.run();
        });
    }

    private void resynced(Viewing viewing, ViewStart start, JsonBytes payload) {
        TerminalViewer viewer = viewing.viewer();
        if (!viewer.watches(sessionId)) {
            drop(viewing);
            return;
        }
        boolean gone;
        synchronized (lock) {
            gone = viewing.gone();
            if (!gone && viewing.resynced(start, size, log.end(), runtime.now())) {
                tell(viewing, TerminalEvents.RESIZED, TerminalEvents.resized(sessionId, size));
            }
            settle();
        }
        calls.run();
        if (!gone) {
            runtime.counters().resynced();
            viewer.send(TerminalEvents.RESYNC, payload);
            viewing.pump();
        }
    }

    /** Takes word of how far a viewer's terminal has got. */
    void ack(String socketId, long position) {
        synchronized (lock) {
            Viewing viewing = viewers.of(socketId);
            if (viewing == null) {
                throw notWatching();
            }
            if (!viewing.acked(position)) {
                throw HubException.invalid("/position", "position is " + position + ", which was not sent yet");
            }
            wake(viewing);
            settle();
        }
        calls.run();
    }

    /** Types what a viewer typed. */
    void input(TerminalViewer viewer, String input) {
        synchronized (lock) {
            Viewing viewing = writing(viewer);
            requireOwner();
            Typed typed = viewing.type(input, log.tracker().focusReports(), runtime.now());
            pass(viewing, typed);
            if (viewing.filter().holds()) {
                int holding = viewing.holdsNew();
                later(HOLD, () -> passHeld(viewing, holding));
            }
        }
        calls.run();
    }

    private void passHeld(Viewing viewing, int holding) {
        synchronized (lock) {
            if (!viewing.gone()
                    && viewing.holding() == holding
                    && viewing.filter().holds()) {
                pass(viewing, viewing.filter().release());
                later(STUCK, () -> abandonHeld(viewing, holding));
            }
        }
        calls.run();
    }

    private void abandonHeld(Viewing viewing, int holding) {
        synchronized (lock) {
            if (viewing.holding() == holding) {
                viewing.filter().abandon();
            }
        }
    }

    @GuardedBy("lock")
    private void pass(Viewing viewing, Typed typed) {
        if (typed.byHand()) {
            viewers.typed(viewing);
            tellControl();
        }
        if (!typed.text().isEmpty()) {
            type(typed.text());
        }
    }

    /** Tells viewers who types, where that is another now. After an end they are told nothing but that. */
    @GuardedBy("lock")
    private void tellControl() {
        if (exit == null) {
            viewers.news().forEach(this::wake);
        }
    }

    @GuardedBy("lock")
    private void type(String text) {
        TerminalOwner to = owner;
        runtime.counters().typed(OutputText.lengthBytes(text));
        calls.add(() -> to.input(ptyId, OutputText.whole(text)));
    }

    /** Types a text and the return key. */
    void reply(String text) {
        synchronized (lock) {
            requireOwner();
            type(text + "\r");
        }
        calls.run();
    }

    /** Gives it the size a viewer wants. */
    void resize(TerminalViewer viewer, Size wanted) {
        synchronized (lock) {
            if (!viewers.controls(writing(viewer))) {
                throw HubException.of(
                        ErrorCode.FORBIDDEN, "only who typed last, or alone may type, may resize the terminal");
            }
            requireOwner();
            if (!wanted.equals(size)) {
                long wait = sizes.take(1);
                if (wait > 0) {
                    throw HubException.rateLimited(
                            "a terminal is given at most " + SIZES_A_SECOND + " sizes a second", wait);
                }
                resizeTo(wanted);
                TerminalOwner to = owner;
                calls.add(() -> to.resize(ptyId, wanted.cols(), wanted.rows()));
            }
        }
        calls.run();
    }

    @GuardedBy("lock")
    private Viewing writing(TerminalViewer viewer) {
        Viewing viewing = viewers.of(viewer.socketId());
        if (viewing == null || !viewer.watches(sessionId)) {
            throw notWatching();
        }
        if (!viewer.mayWrite()) {
            throw HubException.of(ErrorCode.FORBIDDEN, "you may not write to this terminal");
        }
        return viewing;
    }

    @GuardedBy("lock")
    private void requireOwner() {
        if (!connected || exit != null) {
            throw HubException.of(ErrorCode.UNAVAILABLE, "the terminal's owner is not connected");
        }
    }

    private static HubException notWatching() {
        return HubException.of(ErrorCode.FORBIDDEN, "you do not watch this terminal");
    }

    // What its screen does.

    /** Returns what its screen is fed next, up to a position and about so many bytes; null for nothing. */
    @Nullable
    ScreenFeed nextFeed(long limit, int most) {
        synchronized (lock) {
            return screenCursor.next(log, size, limit, most);
        }
    }

    /** Its screen has come to a position; {@link #screenFed} tells whom it may concern. */
    void fed(long position) {
        synchronized (lock) {
            screenCursor.fed(position);
        }
    }

    /** Lets the owner go on, if its screen was what it waited for. Not holding the screen's lock. */
    void screenFed() {
        synchronized (lock) {
            settle();
        }
        calls.run();
    }

    void screenOff() {
        synchronized (lock) {
            screenCursor.off();
        }
    }

    boolean hasScreen() {
        synchronized (lock) {
            return screenCursor.on();
        }
    }

    /** Returns whether its screen has something to be fed. */
    boolean screenLags() {
        synchronized (lock) {
            return exit == null && screenCursor.waits(log);
        }
    }

    /** Returns how much of it may be shown. */
    long released() {
        synchronized (lock) {
            return log.released();
        }
    }

    /** Returns a position, or the first after it that is not forgotten. */
    long keptFrom(long position) {
        synchronized (lock) {
            return Math.max(position, log.start());
        }
    }

    // What follows from what happened.

    @GuardedBy("lock")
    private void settle() {
        credit.settle(lag());
        if (!stuckTimed && viewers.lag(log.end()) > runtime.config().ringBytes() / 4) {
            stuckTimed = true;
            later(Duration.ofNanos(viewers.stuckAfter(log.end(), runtime.now())), this::suspendStuck);
        }
    }

    /** Returns by how much the furthest behind of those lags for whom the owner is slowed. */
    @GuardedBy("lock")
    private long lag() {
        return Math.max(screenCursor.lag(log), viewers.lag(log.end()));
    }

    private void suspendStuck() {
        synchronized (lock) {
            stuckTimed = false;
            long now = runtime.now();
            for (Viewing viewing : viewers.all()) {
                if (viewing.lag(log.end()) > 0) {
                    viewing.suspendIfStuck(now, STUCK.toNanos());
                }
            }
            settle();
        }
        calls.run();
    }

    private void tellFlow(boolean paused) {
        owner().flow(ptyId, paused);
    }

    @GuardedBy("lock")
    private void wakeScreen() {
        if (screenCursor.waits(log)) {
            calls.add(screen::wake);
        }
    }

    @GuardedBy("lock")
    private void wakeAll() {
        for (Viewing viewing : viewers.all()) {
            wake(viewing);
        }
    }

    @GuardedBy("lock")
    private void wake(Viewing viewing) {
        if (viewing.wake()) {
            calls.add(() -> viewing.viewer().execute(viewing::pump));
        }
    }

    @GuardedBy("lock")
    private void tellAll(String event, JsonBytes payload) {
        for (Viewing viewing : viewers.all()) {
            tell(viewing, event, payload);
            wake(viewing);
        }
    }

    @GuardedBy("lock")
    private void tell(Viewing viewing, String event, JsonBytes payload) {
        boolean waits = viewing.tellAt(new Notice(log.end(), event, payload));
        if (!waits) {
            JsonBytes now = TerminalEvents.owner(sessionId, connected);
            viewing.tellAt(new Notice(log.end(), TerminalEvents.OWNER, now));
        }
    }

    private void later(Duration delay, Runnable action) {
        Future<?> timer = runtime.after(delay, action);
        // Timers that come too late find that they do; none is ever cancelled.
        assert !timer.isCancelled();
    }

    TerminalSummary summary() {
        synchronized (lock) {
            return new TerminalSummary(
                    sessionId,
                    projectId,
                    ptyId,
                    size.cols(),
                    size.rows(),
                    log.tracker().title(),
                    createdAt,
                    log.end(),
                    viewers.count(),
                    connected);
        }
    }
}
