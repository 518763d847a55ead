package dev.maestro.server;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What Netty watches in this process, and what of it was lost.
 *
 * <p>Names no Netty type, so that asking costs nothing where Netty was never loaded. Threads: thread-safe.
 */
public final class Leaks {
    /** What one collection clears is handed on by the time the next one's is. */
    private static final int COLLECTIONS = 2;

    private static final Duration COLLECTION = Duration.ofSeconds(60);

    private static final List<Runnable> DETECTORS = new CopyOnWriteArrayList<>();
    private static final Queue<String> LOST = new ConcurrentLinkedQueue<>();
    private static final AtomicLong WATCHED = new AtomicLong();
    private static final AtomicLong WATCHED_AT_LAST_LOOK = new AtomicLong();

    private Leaks() {}

    /** Adds a detector, which looks when it is run. */
    static void detector(Runnable look) {
        DETECTORS.add(look);
    }

    /** Notes that something new is watched. */
    static void watched() {
        WATCHED.incrementAndGet();
    }

    /** Notes that something was lost. */
    static void lost(String records) {
        LOST.add(records);
    }

    /**
     * Returns what was lost since the last call, having collected garbage and made every detector look.
     *
     * <p>Costs nothing if nothing new was watched; else two collections, each of which may take {@link #COLLECTION}.
     */
    public static List<String> takeNew() {
        long watched = WATCHED.get();
        if (WATCHED_AT_LAST_LOOK.getAndSet(watched) != watched) {
            for (int i = 0; i < COLLECTIONS; i++) {
                collect();
            }
            DETECTORS.forEach(Runnable::run);
        }
        List<String> lost = new ArrayList<>();
        for (String records = LOST.poll(); records != null; records = LOST.poll()) {
            lost.add(records);
        }
        return lost;
    }

    private static void collect() {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        WeakReference<Object> garbage = new WeakReference<>(new Object(), collected);
        System.gc();
        try {
            if (collected.remove(COLLECTION.toMillis()) != garbage) {
                throw new AssertionError("no garbage was collected within " + COLLECTION);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while garbage was collected", e);
        }
    }
}
