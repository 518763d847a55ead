package dev.maestro.server.doctor;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.OptionalLong;

/**
 * Looks at how many files, and so connections, a process may have open.
 *
 * @param limit empty where the system has none that is known
 */
record FilesCheck(OptionalLong limit) implements Check {
    private static final long LEAST = 1_024;
    private static final long ENOUGH = 8_192;

    static OptionalLong ofThisProcess() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? OptionalLong.of(unix.getMaxFileDescriptorCount())
                : OptionalLong.empty();
    }

    @Override
    public String name() {
        return "files";
    }

    @Override
    public List<Finding> look() {
        if (limit.isEmpty()) {
            return List.of(Finding.ok(name(), "This system tells no limit of open files."));
        }
        String found = "A process may have " + limit.getAsLong() + " files and connections open.";
        String mend = "Raise it: ulimit -n 65536, or LimitNOFILE=65536 in the unit.";
        if (limit.getAsLong() < LEAST) {
            return List.of(Finding.bad(name(), found, mend));
        }
        return List.of(limit.getAsLong() < ENOUGH ? Finding.warn(name(), found, mend) : Finding.ok(name(), found));
    }
}
