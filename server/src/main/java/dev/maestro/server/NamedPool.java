package dev.maestro.server;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the bounded pools of docs/concurrency.md. */
final class NamedPool {
    private static final long IDLE_SECONDS = 30;

    private NamedPool() {}

    /**
     * Makes a pool whose threads end when they have had nothing to do for a while.
     *
     * @param threads the most threads
     * @param waiting the most tasks that wait; more are rejected
     */
    static ThreadPoolExecutor of(String name, int threads, int waiting) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(waiting), threads(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Makes daemon threads named {@code name-1}, {@code name-2}, and so on. */
    static ThreadFactory threads(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
