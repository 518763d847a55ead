package dev.maestro.server.measure;

import dev.maestro.protocol.portal.MonitoringNews;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.hardware.NetworkIF;

/**
 * The machine the hub runs on.
 *
 * <p>Making one takes some tenths of a second, as it looks for what the machine has. Threads: confined to one.
 */
final class Machine {
    private static final double PERCENT = 100;

    private final SystemInfo system = new SystemInfo();
    private final CentralProcessor processor = system.getHardware().getProcessor();
    private final Path folder;
    private long[] ticks = processor.getSystemCpuLoadTicks();

    /**
     * Looks at the machine.
     *
     * @param folder whose disk is measured; if it is not there, its nearest parent's
     */
    Machine(Path folder) {
        this.folder = nearest(folder.toAbsolutePath());
    }

    private static Path nearest(Path folder) {
        Path parent = folder.getParent();
        return Files.exists(folder) || parent == null ? folder : nearest(parent);
    }

    /** Returns how much of all processors was used since the last time, or since this was made, in percent. */
    double cpuUsage() {
        double load = processor.getSystemCpuLoadBetweenTicks(ticks);
        ticks = processor.getSystemCpuLoadTicks();
        return percent(load);
    }

    /** Returns how much of the memory is used, in percent; what only caches files counts as free. */
    double memoryUsage() {
        GlobalMemory memory = system.getHardware().getMemory();
        return percent(1 - (double) memory.getAvailable() / memory.getTotal());
    }

    /** Returns how much of the folder's disk cannot be used any more, in percent. */
    double diskUsage() {
        try {
            FileStore store = Files.getFileStore(folder);
            long total = store.getTotalSpace();
            return total == 0 ? 0 : percent(1 - (double) store.getUsableSpace() / total);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what all interfaces but the loopback have carried since the machine was started. */
    MonitoringNews.NetworkIo network() {
        long sent = 0;
        long received = 0;
        // Without local ones, loopback among them.
        for (NetworkIF each : system.getHardware().getNetworkIFs(false)) {
            sent += each.getBytesSent();
            received += each.getBytesRecv();
        }
        return new MonitoringNews.NetworkIo(sent, received);
    }

    private static double percent(double share) {
        return Math.min(PERCENT, Math.max(0, share * PERCENT));
    }
}
