package dev.maestro.server.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.maestro.server.bench.client.ClientLoops;
import io.netty.util.concurrent.EventExecutor;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether the load generator itself kept up: a figure of a generator that lags says nothing of the server.
 *
 * <p>Threads: begun, asked and closed by one; the lag of an event loop is measured on it.
 */
final class Health implements AutoCloseable {
    private static final long PROBE_MILLIS = 50;
    private static final long LATE_MICROS = 20_000;
    private static final long LATE_PACE_MICROS = 10_000;
    private static final double BUSY = 0.9;

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final List<Probe> probes = new ArrayList<>();
    private final OptionalLong serverPid;
    // Nanoseconds of processor time: of this process, and of the server's; touched by the thread of the run only.
    private long ownCpu;
    private long serverCpu;

    private Health(OptionalLong serverPid) {
        this.serverPid = serverPid;
    }

    static Health begin(ClientLoops loops, OptionalLong serverPid) {
        Health health = new Health(serverPid);
        loops.each().forEach(loop -> health.probes.add(new Probe(loop)));
        return health;
    }

    void beginMeasuring() {
        probes.forEach(probe -> probe.measuring(true));
        ownCpu = -system.getProcessCpuTime();
        serverCpu = -serverNanos();
    }

    void endMeasuring() {
        probes.forEach(probe -> probe.measuring(false));
        ownCpu += system.getProcessCpuTime();
        serverCpu += serverNanos();
    }

    private long serverNanos() {
        return serverPid.isEmpty()
                ? 0
                : ProcessHandle.of(serverPid.getAsLong())
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElse(Duration.ZERO)
                        .toNanos();
    }

    /** Returns the server's processor time while it was measured, in microseconds; empty if nobody asked for it. */
    OptionalLong serverMicros() {
        return serverPid.isEmpty() ? OptionalLong.empty() : OptionalLong.of(serverCpu / 1_000);
    }

    void tell(Report report, double measuredSeconds, @Nullable Latencies paceLateness) {
        double cores = measuredSeconds == 0 ? 0 : ownCpu / 1e9 / measuredSeconds;
        Latencies loopLateness = new Latencies();
        probes.forEach(probe -> probe.addTo(loopLateness));
        report.section("generator", "generator")
                .number("cpuCores", "processors used", cores, "of " + system.getAvailableProcessors())
                .millis("loopLateP99Ms", "loops late, p99", loopLateness.percentileMicros(99));
        if (paceLateness != null) {
            report.millis("paceLateP99Ms", "pace late, p99", paceLateness.percentileMicros(99))
                    .millis("paceLateMaxMs", "pace late, max", paceLateness.maxMicros());
            if (paceLateness.percentileMicros(99) > LATE_PACE_MICROS) {
                report.warn(lagged("behind its own schedule", paceLateness));
            }
        }
        if (loopLateness.percentileMicros(99) > LATE_MICROS) {
            report.warn(lagged("in taking what had come", loopLateness));
        }
        if (cores > BUSY * system.getAvailableProcessors()) {
            report.warn("the generator took nearly all processors: the latencies are its own as much as the server's");
        }
    }

    private static String lagged(String where, Latencies lateness) {
        return String.format(
                Locale.ROOT,
                "the generator lagged %s: by %.1f ms in one of 100 cases, so much of the latencies is its own; use"
                        + " fewer sockets, a lower rate or another machine",
                where,
                lateness.percentileMicros(99) / 1_000.0);
    }

    @Override
    public void close() {
        probes.forEach(Probe::close);
    }

    /** Has a loop do nothing at times, and looks how late it is. */
    private static final class Probe implements AutoCloseable {
        private final EventExecutor loop;
        private volatile boolean over;
        private volatile boolean measuring;
        // Touched by the loop only.
        private final Latencies lateness = new Latencies();

        Probe(EventExecutor loop) {
            this.loop = loop;
            again();
        }

        private void again() {
            long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PROBE_MILLIS);
            var unused = loop.schedule(() -> look(due), PROBE_MILLIS, TimeUnit.MILLISECONDS);
        }

        private void look(long due) {
            if (measuring) {
                lateness.record(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - due));
            }
            if (!over) {
                again();
            }
        }

        void measuring(boolean goesOn) {
            measuring = goesOn;
        }

        void addTo(Latencies all) {
            Loops.ask(loop, () -> {
                all.add(lateness);
                return all;
            });
        }

        @Override
        public void close() {
            over = true;
        }
    }
}
