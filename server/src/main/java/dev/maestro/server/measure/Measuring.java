package dev.maestro.server.measure;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.TaskStatus;
import dev.maestro.protocol.portal.MonitoringNews;
import dev.maestro.protocol.portal.PortalTime;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.DocumentKind;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures as long as somebody watches this node: first within some looks of their coming, then every
 * {@value #EVERY_SECONDS} s. While nobody watches, a look asks for their number and nothing else.
 *
 * <p>States: idle → begun, when the first comes: what is measured over a time counts from here → measuring → idle, when the
 * last has gone.
 *
 * <p>Threads: confined to the one that looks; reads the store and the machine, so it must be none that may not block.
 */
public final class Measuring {
    private static final int EVERY_SECONDS = 5;
    private static final long EVERY_NANOS = Duration.ofSeconds(EVERY_SECONDS).toNanos();

    private final Backend backend;
    private final Node node;
    private final Clock clock;
    private final Path folder;
    private final Consumer<JsonBytes> told;

    // Touched by the thread that looks, alone.
    private @Nullable Machine machine;
    private boolean watched;
    private boolean measured;
    private long lastNanos;
    private long samples;
    private Outcomes.Count before = Outcomes.Count.NONE;

    /**
     * What this node knows of itself.
     *
     * @param watchers how many watch here; asked at each look, so it must cost little
     * @param connections how many connections there are
     * @param outcomes what came of what clients asked
     */
    public record Node(IntSupplier watchers, IntSupplier connections, Outcomes outcomes) {}

    /**
     * Makes one that has not looked yet.
     *
     * @param folder whose disk is measured
     * @param told takes what was measured, as it goes out
     */
    public Measuring(Backend backend, Node node, Path folder, Clock clock, Consumer<JsonBytes> told) {
        this.backend = backend;
        this.node = node;
        this.folder = folder;
        this.clock = clock;
        this.told = told;
    }

    /**
     * Looks whether it is time, and measures if it is; to be called about once a second.
     *
     * @throws dev.maestro.server.backend.BackendUnavailableException if the store cannot be read now; that is tried again
     *     when the next sample is due
     */
    public void look() {
        look(System.nanoTime());
    }

    void look(long nanos) {
        // The state comes first, so that what fails has its next try when what succeeds has.
        if (node.watchers().getAsInt() == 0) {
            watched = false;
        } else if (!watched) {
            watched = true;
            measured = false;
            begin();
        } else if (!measured || nanos - lastNanos >= EVERY_NANOS) {
            measured = true;
            lastNanos = nanos;
            told.accept(JsonBytes.of(sample(machine())));
        }
    }

    /** Returns how often it was measured since the start. */
    long samples() {
        return samples;
    }

    private void begin() {
        before = node.outcomes().now();
        double unused = machine().cpuUsage();
    }

    private Machine machine() {
        if (machine == null) {
            machine = new Machine(folder);
        }
        return machine;
    }

    private MonitoringNews.SystemMetrics sample(Machine of) {
        long projects = backend.count(DocumentKind.PROJECT, null);
        long tasks = backend.count(DocumentKind.TASK, "status:" + TaskStatus.IN_PROGRESS.wire());
        Outcomes.Count now = node.outcomes().now();
        MonitoringNews.SystemMetrics metrics = new MonitoringNews.SystemMetrics(
                new PortalTime(clock.millis()),
                of.cpuUsage(),
                of.memoryUsage(),
                of.diskUsage(),
                of.network(),
                node.connections().getAsInt(),
                projects,
                tasks,
                now.failedSince(before),
                ManagementFactory.getRuntimeMXBean().getUptime());
        before = now;
        samples++;
        return metrics;
    }
}
