package dev.maestro.server.terminal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.screen.ScreenModel;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A terminal's screen, kept up to date apart from everything else.
 *
 * <p>It reads the output as viewers do, at its own pace, for some milliseconds at a time, so that no terminal keeps others
 * from theirs. Should it fall out of the ring, it begins anew from what there is and is truncated from then on. Should the
 * model fail, cost too much work, or all screens too much memory, the terminal goes on without a screen.
 *
 * <p>Threads: thread-safe; its lock is held while the model is fed a slice and taken before the terminal's, so callers may
 * wait for some milliseconds and are no event loops.
 */
final class Screen {
    private static final Logger LOG = LoggerFactory.getLogger(Screen.class);
    private static final long TURN_NANOS = Duration.ofMillis(5).toNanos();

    /** How long whoever wants to see it waits for it to catch up. */
    private static final long CATCH_UP_NANOS = Duration.ofMillis(20).toNanos();

    private static final int LARGEST_SNAPSHOT = 512 * 1_024;
    private static final long BYTES_A_CELL = 12;

    private final Terminal terminal;
    private final TerminalRuntime runtime;
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** What the budget holds for it. */
    private final AtomicLong counted = new AtomicLong();

    private volatile boolean closed;

    @GuardedBy("this")
    private final Slices slices = new Slices();

    @GuardedBy("this")
    private @Nullable ScreenModel model;

    /** What it begins anew with, as far as it has not taken that yet. */
    @GuardedBy("this")
    private @Nullable ScreenIntake intake;

    @GuardedBy("this")
    private Size size;

    @GuardedBy("this")
    private long position;

    @GuardedBy("this")
    private boolean truncated;

    /** The latest snapshot, as long as somebody is about to be shown it and the screen is the same. */
    @GuardedBy("this")
    private @Nullable WeakReference<String> shown;

    Screen(Terminal terminal, TerminalRuntime runtime, Size size) {
        this.terminal = terminal;
        this.runtime = runtime;
        this.size = size;
    }

    /** Has it brought up to date soon. Does not block. */
    void wake() {
        if (scheduled.compareAndSet(false, true)) {
            runtime.onScreens(this::run);
        }
    }

    private void run() {
        try {
            long until = runtime.now() + TURN_NANOS;
            while (feed(Long.MAX_VALUE) && runtime.now() - until < 0) {
                // Between two slices the lock is free for whoever wants the screen.
                terminal.screenFed();
            }
            count();
        } finally {
            scheduled.set(false);
            terminal.screenFed();
        }
        if (terminal.screenLags()) {
            // Behind all others that wait.
            wake();
        }
    }

    private synchronized boolean feed(long limit) {
        if (!terminal.hasScreen()) {
            intake = null;
            model = null;
            return false;
        }
        long before = System.nanoTime();
        try {
            int length = intake == null ? takeNext(limit) : takeIntake();
            if (length >= 0 && slices.took(length, System.nanoTime() - before)) {
                off("it costs too much work", null);
            }
            return length >= 0;
        } catch (RuntimeException | Error e) {
            // Whatever it is, it must not keep the terminal's owner waiting for a screen.
            off("it failed", e);
            return false;
        }
    }

    /** Gives the model what comes next; returns how many bytes, -1 if there is nothing. */
    @GuardedBy("this")
    private int takeNext(long limit) {
        ScreenFeed feed = terminal.nextFeed(limit, slices.next());
        if (feed == null) {
            return -1;
        }
        shown = null;
        Replay anew = feed.anew();
        if (anew != null) {
            return begin(anew, feed.size());
        }
        Size resized = feed.resized();
        ScreenModel current = model();
        size = resized == null ? size : resized;
        if (resized != null && !affordable(resized)) {
            off("all of them take too much memory", null);
            return -1;
        }
        feed.to(current);
        come(feed.to());
        return feed.bytes().length;
    }

    @GuardedBy("this")
    private int begin(Replay anew, Size now) {
        if (!affordable(now)) {
            off("all of them take too much memory", null);
            return -1;
        }
        size = now;
        truncated = anew.truncated();
        model = ScreenModel.of(now.cols(), now.rows(), runtime.config().historyLines());
        position = anew.from();
        intake = new ScreenIntake(anew);
        return takeIntake();
    }

    private boolean affordable(Size wanted) {
        return runtime.budget().holds(BYTES_A_CELL * wanted.cols() * wanted.rows() - counted.get());
    }

    @GuardedBy("this")
    private int takeIntake() {
        ScreenIntake current = intake;
        if (current == null) {
            return -1;
        }
        int length = current.feed(model(), slices.next());
        come(current.position());
        intake = current.isEmpty() ? null : current;
        return length;
    }

    @GuardedBy("this")
    private void come(long to) {
        shown = null;
        position = to;
        terminal.fed(to);
    }

    @GuardedBy("this")
    private ScreenModel model() {
        ScreenModel current = model;
        if (current == null) {
            throw new IllegalStateException("the screen goes on, and never began");
        }
        return current;
    }

    @GuardedBy("this")
    private void off(String why, @Nullable Throwable failure) {
        LOG.atWarn()
                .addKeyValue("session", terminal.sessionId())
                .addKeyValue("reason", why)
                .setCause(failure)
                .log("a terminal goes on without a screen");
        model = null;
        intake = null;
        shown = null;
        terminal.screenOff();
    }

    private synchronized void count() {
        ScreenModel current = model;
        long now = current == null || closed ? 0 : current.memoryBytes();
        long more = now - counted.getAndSet(now);
        boolean held = more <= 0 || runtime.budget().holds(more);
        runtime.budget().add(more);
        if (!held) {
            off("all of them take too much memory", null);
            giveBack();
        }
        if (closed) {
            giveBack();
        }
    }

    /** Counts for nothing any more: its terminal has ended. Does not block. */
    void close() {
        closed = true;
        giveBack();
    }

    private void giveBack() {
        runtime.budget().add(-counted.getAndSet(0));
    }

    /** Returns what to show to a viewer who has nothing; null if there is no screen. */
    @Nullable
    ViewStart start() {
        long target = terminal.released();
        long until = runtime.now() + CATCH_UP_NANOS;
        while (feed(target) && runtime.now() - until < 0) {
            // One slice at a time, as in a turn.
            terminal.screenFed();
        }
        return seen();
    }

    private synchronized @Nullable ViewStart seen() {
        ScreenModel current = model;
        if (current == null || !terminal.hasScreen() || (intake != null && intake.inHead())) {
            return null;
        }
        try {
            long from = position - current.unfinishedBytes();
            if (position < terminal.keptFrom(position)) {
                // What it lacks is forgotten; the latest output is all there is.
                return null;
            }
            return new ViewStart(snapshot(current), terminal.keptFrom(from), size, truncated);
        } catch (RuntimeException | Error e) {
            off("it failed", e);
            return null;
        }
    }

    @GuardedBy("this")
    private String snapshot(ScreenModel current) {
        WeakReference<String> before = shown;
        String latest = before == null ? null : before.get();
        if (latest == null) {
            latest = current.snapshot(LARGEST_SNAPSHOT);
            shown = new WeakReference<>(latest);
        }
        return latest;
    }
}
