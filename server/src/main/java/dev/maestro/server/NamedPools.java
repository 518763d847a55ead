package dev.maestro.server;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.LongAdder;

/**
 * The pools of one hub, by the names of their threads, and how much each has refused.
 *
 * <p>Threads: thread-safe.
 */
final class NamedPools {
    private final Map<String, Pool> pools = new ConcurrentHashMap<>();

    /**
     * One pool.
     *
     * @param rejected how many tasks found no place in it while it ran
     */
    record Pool(ThreadPoolExecutor executor, LongAdder rejected) {}

    /** Makes one as {@link NamedPool#of} does. */
    ThreadPoolExecutor of(String name, int threads, int waiting) {
        return add(name, NamedPool.of(name, threads, waiting));
    }

    /** Makes one of a single thread, for what is to be done later or again and again. */
    ScheduledThreadPoolExecutor schedule(String name) {
        ScheduledThreadPoolExecutor schedule = new ScheduledThreadPoolExecutor(1, NamedPool.threads(name));
        schedule.setRemoveOnCancelPolicy(true);
        return add(name, schedule);
    }

    /** Takes one that was made elsewhere; what it rejects is counted from now on. */
    <T extends ThreadPoolExecutor> T add(String name, T executor) {
        LongAdder rejected = new LongAdder();
        executor.setRejectedExecutionHandler((task, full) -> {
            if (!full.isShutdown()) {
                rejected.increment();
            }
            throw new RejectedExecutionException("the pool " + name + (full.isShutdown() ? " is closed" : " is full"));
        });
        pools.put(name, new Pool(executor, rejected));
        return executor;
    }

    /** Returns all of them by name. */
    Map<String, Pool> all() {
        return new TreeMap<>(pools);
    }
}
