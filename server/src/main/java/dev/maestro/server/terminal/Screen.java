package dev.maestro.server.terminal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.screen.ScreenModel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A terminal's screen, kept up to date apart from everything else.
 *
 * <p>It reads the output as viewers do, at its own pace. Should it fall out of the ring, it begins anew from what there is
 * and is truncated from then on. Should the model fail, the terminal goes on without a screen.
 *
 * <p>Threads: thread-safe; its lock is held while the model is fed and taken before the terminal's, so callers may wait for
 * some milliseconds and are no event loops.
 */
final class Screen {
    private static final Logger LOG = LoggerFactory.getLogger(Screen.class);
    private static final int FEEDS_A_TURN = 8;

    private final Terminal terminal;
    private final TerminalRuntime runtime;
    private final AtomicBoolean scheduled = new AtomicBoolean();

    @GuardedBy("this")
    private @Nullable ScreenModel model;

    @GuardedBy("this")
    private Size size;

    @GuardedBy("this")
    private long position;

    @GuardedBy("this")
    private boolean truncated;

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
        for (int i = 0; i < FEEDS_A_TURN && feed(Long.MAX_VALUE); i++) {
            // Between two feeds the lock is free for whoever wants the screen.
            terminal.screenFed();
        }
        scheduled.set(false);
        if (terminal.screenLags()) {
            wake();
        }
    }

    private synchronized boolean feed(long limit) {
        ScreenFeed feed = terminal.nextFeed(limit);
        if (feed == null) {
            return false;
        }
        try {
            give(feed);
        } catch (RuntimeException e) {
            fail(e);
            return false;
        }
        position = feed.to();
        terminal.fed(feed.to());
        return true;
    }

    @GuardedBy("this")
    private void give(ScreenFeed feed) {
        ScreenModel current = model;
        Replay anew = feed.anew();
        if (current == null || anew != null) {
            size = feed.size();
            current = ScreenModel.of(size.cols(), size.rows(), runtime.config().historyLines());
            model = current;
        }
        if (anew != null) {
            truncated = anew.truncated();
            current.feed(anew.head(), 0, anew.head().length);
        }
        Size resized = feed.resized();
        size = resized == null ? size : resized;
        feed.to(current);
    }

    @GuardedBy("this")
    private void fail(RuntimeException failure) {
        LOG.atError()
                .addKeyValue("session", terminal.sessionId())
                .setCause(failure)
                .log("a terminal goes on without a screen");
        model = null;
        terminal.screenOff();
    }

    /** Returns what to show to a viewer who has nothing; null if there is no screen. */
    synchronized @Nullable ViewStart start() {
        long target = terminal.released();
        boolean more = true;
        while (more) {
            more = feed(target);
        }
        ScreenModel current = model;
        if (current == null || !terminal.hasScreen()) {
            return null;
        }
        try {
            long from = terminal.keptFrom(position - current.unfinishedBytes());
            return new ViewStart(current.snapshot(), from, size, truncated);
        } catch (RuntimeException e) {
            fail(e);
            return null;
        }
    }
}
