package dev.maestro.server.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether a run is to end early, telling what it measured so far. Threads: thread-safe. */
public final class Stop {
    private final CountDownLatch asked = new CountDownLatch(1);

    /** Ends the run; asking again does nothing. */
    public void ask() {
        asked.countDown();
    }

    boolean asked() {
        return asked.getCount() == 0;
    }

    /** Waits so long, or until the run is to end; returns whether it is. */
    boolean within(long millis) {
        try {
            return asked.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ask();
            return true;
        }
    }
}
