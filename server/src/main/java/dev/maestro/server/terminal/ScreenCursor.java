package dev.maestro.server.terminal;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * How far a terminal's screen has come in its output.
 *
 * <p>Threads: guarded by its terminal's lock.
 */
final class ScreenCursor {
    private static final int MOST_SIZES = 256;

    private record Resize(long position, Size size) {}

    private final Deque<Resize> sizes = new ArrayDeque<>();
    private long position;
    private boolean anew = true;
    private boolean on;

    /** Stands before everything. */
    ScreenCursor(boolean on) {
        this.on = on;
    }

    /** Returns whether there is a screen. */
    boolean on() {
        return on;
    }

    /** The output begins anew, and so does the screen. */
    void restart() {
        anew = true;
        sizes.clear();
    }

    /** There is no screen any more. */
    void off() {
        on = false;
        sizes.clear();
    }

    /** Returns by how much it lags. */
    long lag(OutputLog log) {
        if (!on) {
            return 0;
        }
        return log.end() - (anew ? log.start() : Math.max(position, log.start()));
    }

    /** Returns whether there is something for it. */
    boolean waits(OutputLog log) {
        return on && (anew || position != log.end() || !sizes.isEmpty());
    }

    /** The size changes here. */
    void resized(long at, Size size) {
        if (!on) {
            return;
        }
        Resize last = sizes.peekLast();
        if (last != null && (last.position() == at || sizes.size() >= MOST_SIZES)) {
            // Only the latest size lasts.
            sizes.removeLast();
        }
        sizes.add(new Resize(at, size));
    }

    /** Returns what comes next up to a position, at most so many bytes unless it begins anew; null for nothing. */
    @Nullable
    ScreenFeed next(OutputLog log, Size size, long limit, int most) {
        if (!on) {
            return null;
        }
        if (anew || position < log.start()) {
            sizes.clear();
            anew = false;
            Replay replay = log.replay();
            position = replay.from();
            return ScreenFeed.anew(replay, size);
        }
        Resize resize = sizes.peek();
        if (resize != null && resize.position() <= position) {
            sizes.remove();
            return ScreenFeed.resize(resize.size(), position);
        }
        long to = Math.min(Math.min(limit, log.end()), position + most);
        to = resize == null ? to : Math.min(to, resize.position());
        if (to <= position) {
            return null;
        }
        byte[] bytes = log.read(position, to);
        return bytes.length == 0 ? null : ScreenFeed.output(bytes, size, position + bytes.length);
    }

    /** It has come there. */
    void fed(long to) {
        position = to;
    }
}
