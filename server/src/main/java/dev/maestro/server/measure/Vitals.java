package dev.maestro.server.measure;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How this process is doing, as far as the virtual machine itself knows: cheaper by far than asking the whole machine.
 *
 * <p>Threads: confined to the one that samples.
 */
final class Vitals {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";
    private static final long KIB = 1024;
    private static final double PERCENT = 100;

    // Null on a virtual machine that does not have it.
    private final @Nullable OperatingSystemMXBean system =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    Reading read() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return new Reading(
                heap.getUsed(),
                heap.getMax(),
                resident(),
                system == null ? null : percent(system.getProcessCpuLoad()),
                system == null ? null : percent(system.getCpuLoad()));
    }

    /** Returns the memory the process really has, where the system says so in Linux's way. */
    private static @Nullable Long resident() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(RESIDENT)) {
                    return KIB
                            * Long.parseLong(line.substring(RESIDENT.length())
                                    .replace("kB", "")
                                    .strip());
                }
            }
        } catch (IOException | NumberFormatException e) {
            // Another system, or one that says it otherwise; nothing depends on it.
            return null;
        }
        return null;
    }

    // Below zero where it is not known yet.
    private static @Nullable Double percent(double share) {
        return share >= 0 ? Math.round(share * PERCENT * PERCENT) / PERCENT : null;
    }

    /**
     * What was read.
     *
     * @param heapUsed bytes
     * @param heapMax bytes; -1 without a bound
     * @param rss resident bytes; null where that is not known
     * @param cpu what this process uses of all processors, percent; null while it is not known
     * @param machineCpu what everybody uses of them, percent; null while it is not known
     */
    record Reading(
            long heapUsed,
            long heapMax,
            @Nullable Long rss,
            @Nullable Double cpu,
            @Nullable Double machineCpu) {}
}
