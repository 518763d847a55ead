package dev.maestro.server.drain;

import java.time.Duration;

/** The time a drain goes by. */
public interface DrainTime {
    /** Returns how many nanoseconds have passed since some moment. */
    long nanos();

    /** Waits. */
    void pause(Duration length) throws InterruptedException;

    /** Returns the time of this machine. */
    static DrainTime ofMachine() {
        return new DrainTime() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void pause(Duration length) throws InterruptedException {
                Thread.sleep(length.toMillis());
            }
        };
    }
}
