package dev.maestro.server.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.bench.client.Asking;
import dev.maestro.server.bench.client.ClientLoops;
import dev.maestro.server.bench.client.Rest;
import dev.maestro.server.bench.client.UnreachableException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every kind of run is made of: event loops, the thread of the pace, REST, the time, and whoever looks on.
 *
 * <p>The thread that runs it goes through the phases and waits in each; it never works for sockets.
 */
final class Run implements AutoCloseable {
    /** How long a socket may take to come in. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** How long what is under way may take after the last turn. */
    static final int DRAIN_SECONDS = 30;

    private static final long LOOK_MILLIS = 50;
    /** Looks, not time: a machine that stands still for a while has lost nothing. */
    private static final int QUIET_LOOKS = 100;

    private static final int NAME_LENGTH = 8;

    final BenchPlan.Common plan;
    final String name = UUID.randomUUID().toString().replace("-", "").substring(0, NAME_LENGTH);
    final RunTime time = new RunTime();
    final ClientLoops loops;
    final Rest rest;
    final ScheduledThreadPoolExecutor thread;
    final Health health;
    final Stop stop;
    private final Progress progress;

    Run(BenchPlan.Common plan, Progress progress, Stop stop) {
        this.plan = plan;
        this.progress = progress;
        this.stop = stop;
        this.loops = ClientLoops.open(plan.target(), plan.threads(), PATIENCE);
        this.rest = Rest.of(plan.target()).as(plan.token(0));
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread pace = new Thread(task, "bench-pace");
            pace.setDaemon(true);
            return pace;
        });
        this.health = Health.begin(loops, plan.pid());
    }

    /** Returns the REST of the user of this number: each has a limit of requests of its own. */
    Rest restOf(int index) {
        return rest.as(plan.token(index));
    }

    /** Returns what the socket of this number asks for: what is said there, and its token. */
    Asking asking(int index, String namespace, ObjectNode said) {
        ObjectNode payload = said.deepCopy();
        String token = plan.token(index);
        if (token != null) {
            payload.put("token", token);
        }
        return new Asking(namespace, payload);
    }

    /**
     * Waits for what becomes of a socket.
     *
     * @param otherwise what it means when nothing does
     * @throws UnreachableException if it fails
     */
    static <T> T come(CompletableFuture<T> coming, String otherwise) {
        try {
            return coming.get(PATIENCE.toSeconds() + 1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("interrupted", e);
        } catch (TimeoutException e) {
            throw new UnreachableException(otherwise + ": no answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new UnreachableException(
                    otherwise + ": " + (e.getCause() == null ? e : e.getCause()).getMessage(), e);
        }
    }

    static ObjectNode nothing() {
        return Json.mapper().createObjectNode();
    }

    /**
     * Waits until something is done, for so long at most.
     *
     * @return whether it is; not when time ran out, or the run is to end
     */
    boolean await(String phase, double seconds, BooleanSupplier done, Supplier<String> detail) {
        long from = time.micros();
        long most = (long) (seconds * TimeUnit.SECONDS.toMicros(1));
        while (!done.getAsBoolean()) {
            long spent = time.micros() - from;
            if (spent >= most || stop.within(LOOK_MILLIS)) {
                return done.getAsBoolean();
            }
            progress.show(phase, (double) spent / most, detail.get());
        }
        return true;
    }

    /**
     * Waits for what is still to come: until it has, or nothing has come for some seconds.
     *
     * @param come how much has come so far
     */
    void drain(BooleanSupplier done, LongSupplier come, Supplier<String> detail) {
        long[] last = {come.getAsLong(), 0};
        await(
                "drain",
                DRAIN_SECONDS,
                () -> {
                    if (come.getAsLong() != last[0]) {
                        last[0] = come.getAsLong();
                        last[1] = 0;
                    }
                    return done.getAsBoolean() || ++last[1] > QUIET_LOOKS;
                },
                detail);
    }

    /** Waits through the warm-up and the measured time. */
    void measure(Supplier<String> detail) {
        await("warm-up", plan.warmupSeconds(), () -> false, detail);
        time.beginMeasuring();
        health.beginMeasuring();
        await("measuring", plan.seconds(), () -> false, detail);
        time.endMeasuring();
        health.endMeasuring();
    }

    /** Waits until a number of sockets have come in or failed. */
    void awaitComing(String phase, int sockets, double rate, Supplier<Integer> come) {
        double most = sockets / rate + PATIENCE.toSeconds() + DRAIN_SECONDS;
        await(phase, most, () -> come.get() >= sockets, () -> come.get() + " of " + sockets + " sockets");
    }

    /** Returns how many turns a pace has that is stopped by time, with some to spare. */
    int turns(double rate) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(rate * (plan.warmupSeconds() + plan.seconds() + 60.0)) + 1);
    }

    /** Says in the report what was measured and how this process fared. */
    void tell(Report report, @Nullable Latencies paceLateness) {
        if (stop.asked()) {
            report.warn("stopped early: these are the figures up to then");
        }
        health.tell(report, time.measuredSeconds(), paceLateness);
    }

    @Override
    public void close() {
        progress.end();
        thread.shutdownNow();
        health.close();
        loops.close();
    }
}
