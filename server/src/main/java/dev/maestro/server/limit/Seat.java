package dev.maestro.server.limit;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A place among those {@link ConnectionCounts} lets somebody have. Threads: thread-safe. */
public final class Seat implements AutoCloseable {
    private final AtomicReference<@Nullable Runnable> giveBack;

    Seat(Runnable giveBack) {
        this.giveBack = new AtomicReference<>(giveBack);
    }

    /** Returns a seat that is not counted. */
    public static Seat uncounted() {
        return new Seat(() -> {});
    }

    /** Gives the place back; again does nothing. */
    @Override
    public void close() {
        Runnable action = giveBack.getAndSet(null);
        if (action != null) {
            action.run();
        }
    }
}
