package dev.maestro.server.socketio;

import org.jspecify.annotations.Nullable;

/** Something that is to happen when its time is over, unless it is stopped before; runs in one {@link TimerQueue}. */
@EventLoopConfined
final class Timer {
    private final Runnable action;
    // Those of the queue it runs in, which alone touches them; null while it does not run.
    @Nullable
    Timer previous;

    @Nullable
    Timer next;

    long dueNanos;

    Timer(Runnable action) {
        this.action = action;
    }

    boolean running() {
        return next != null;
    }

    void happen() {
        action.run();
    }
}
