package dev.maestro.server.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/** Looks whether the clock is sane: tokens, leases and the event log go by it. */
record ClockCheck(Clock clock, Path dataDir) implements Check {
    private static final Instant EARLIEST = Instant.parse("2025-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");
    private static final Duration TOLERANCE = Duration.ofMinutes(1);
    private static final String MEND = "Set it, and have it kept right by NTP (timedatectl set-ntp true).";

    /** What services that keep a clock right leave while they run. */
    private static final List<Path> KEPT_BY = List.of(
            Path.of("/run/systemd/timesync/synchronized"),
            Path.of("/run/chrony/chronyd.pid"),
            Path.of("/run/chronyd.pid"),
            Path.of("/run/ntpd.pid"));

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public List<Finding> look() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (now.isBefore(EARLIEST) || now.isAfter(LATEST)) {
            return List.of(Finding.bad(name(), "It is said to be " + now + ".", MEND));
        }
        Instant written = lastWritten();
        if (written.isAfter(now.plus(TOLERANCE))) {
            return List.of(Finding.bad(
                    name(),
                    "It is said to be " + now + ", and the data folder was written to at " + written
                            + ": the clock has gone back.",
                    MEND));
        }
        boolean kept = KEPT_BY.stream().anyMatch(Files::exists);
        return List.of(Finding.ok(
                name(),
                now
                        + (kept
                                ? ", kept right by NTP."
                                : "; nothing seen here keeps it right by NTP, which may run outside.")));
    }

    private Instant lastWritten() {
        if (!Files.isDirectory(dataDir)) {
            return Instant.EPOCH;
        }
        try (Stream<Path> files = Files.list(dataDir)) {
            return files.map(ClockCheck::written).max(Instant::compareTo).orElse(Instant.EPOCH);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Instant written(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.SECONDS);
        } catch (IOException e) {
            // Gone meanwhile, as files beside the store come and go.
            return Instant.EPOCH;
        }
    }
}
