package dev.maestro.server;

import dev.maestro.server.metrics.HubMeter;
import dev.maestro.server.metrics.MeterSource;
import dev.maestro.server.metrics.Readings;
import dev.maestro.server.rest.RestServer;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What pools of threads tell.
 *
 * <p>What a schedule has for later does not wait: of its tasks only those count that are due.
 */
record PoolMeters(NamedPools pools, RestServer rest) implements MeterSource {
    private static final String REST = "rest";

    @Override
    public void read(Readings into) {
        pools.all().forEach((name, pool) -> {
            ThreadPoolExecutor executor = pool.executor();
            into.add(HubMeter.POOL_QUEUE, waiting(executor), name);
            into.add(HubMeter.POOL_BUSY, executor.getActiveCount(), name);
            into.add(HubMeter.POOL_MOST, executor.getCorePoolSize(), name);
            into.add(HubMeter.POOL_REJECTED, pool.rejected().sum(), name);
        });
        RestServer.Load load = rest.load();
        into.add(HubMeter.POOL_QUEUE, load.waiting(), REST);
        into.add(HubMeter.POOL_BUSY, load.busy(), REST);
        into.add(HubMeter.POOL_MOST, load.most(), REST);
    }

    private static long waiting(ThreadPoolExecutor executor) {
        if (!(executor instanceof ScheduledThreadPoolExecutor)) {
            return executor.getQueue().size();
        }
        return executor.getQueue().stream()
                .filter(task -> task instanceof Delayed due && due.getDelay(TimeUnit.NANOSECONDS) <= 0)
                .count();
    }
}
