package dev.maestro.server.bench;

import dev.maestro.server.bench.client.LightSocket;
import dev.maestro.server.bench.client.UnreachableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One terminal is written to at an even rate, and many watch: every byte at its place, or told that some were skipped.
 *
 * <p>Threads: run by one; what sockets tell comes on their event loops.
 */
final class TerminalRun implements TerminalWatcher.Audience {
    private static final double CONNECT_RATE = 200;

    private final BenchPlan.Terminal plan;
    private final Run run;
    private final Queue<Viewer> viewers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger watching = new AtomicInteger();
    private final Tally notWatching = new Tally();
    private final Tally ended = new Tally();
    private final AtomicReference<Pace> pace = new AtomicReference<>();
    private volatile boolean closing;

    private record Viewer(TerminalWatcher watcher, LightSocket socket) {}

    private TerminalRun(BenchPlan.Terminal plan, Run run) {
        this.plan = plan;
        this.run = run;
    }

    /**
     * Runs it.
     *
     * @throws UnreachableException if the hub is not there, or says no
     */
    static Report of(BenchPlan.Terminal plan, Progress progress, Stop stop) {
        try (Run run = new Run(plan.common(), progress, stop)) {
            return new TerminalRun(plan, run).report();
        }
    }

    private Report report() {
        Report report = new Report("terminal", run.plan.target().toString(), headline());
        HubSite site = HubSite.open(run);
        try {
            String session = site.make("/api/sessions", site.withProject().put("name", "bench"))
                    .path("id")
                    .asText();
            TerminalWriter writer = new TerminalWriter(session, plan.chunkBytes(), run.time);
            var unused = run.loops.connect(run.asking(0, "/ui", Run.nothing()), writer);
            LightSocket owner = Run.come(writer.registered(), run.plan.target() + " takes no terminal");
            measure(session, writer, owner, report);
            return report;
        } finally {
            closing = true;
            site.leave(report);
        }
    }

    private String headline() {
        return String.format(
                Locale.ROOT,
                "terminal against %s: %s MB/s to %d viewers%s, %d s after %d s of warm-up",
                run.plan.target(),
                Report.plain(plan.megabytesPerSecond()),
                plan.viewers(),
                plan.lossless() ? ", lossless" : "",
                run.plan.seconds(),
                run.plan.warmupSeconds());
    }

    private void measure(String session, TerminalWriter writer, LightSocket owner, Report report) {
        Pace coming = Pace.start(run.thread, run.time, CONNECT_RATE, plan.viewers(), (index, due) -> {
            TerminalWatcher watcher = new TerminalWatcher(session, plan.lossless(), run.time, this::dueMicros, this);
            var unused = run.loops.connect(run.asking(index, "/terminal", Run.nothing()), watcher);
        });
        run.awaitComing("connecting", plan.viewers(), CONNECT_RATE, () -> watching.get() + (int) notWatching.total());
        coming.stop();
        if (watching.get() == 0 && !run.stop.asked()) {
            throw new UnreachableException(run.plan.target() + " lets nobody watch: " + notWatching);
        }
        double perSecond = plan.megabytesPerSecond() * 1e6 / plan.chunkBytes();
        Pace writing =
                Pace.start(run.thread, run.time, perSecond, run.turns(perSecond), (index, due) -> writer.due(owner));
        pace.set(writing);
        run.measure(() -> writer.written() / 1_000_000 + " MB written");
        writing.stop();
        int chunks = writing.done().join();
        long end = (long) chunks * plan.chunkBytes();
        run.drain(
                () -> viewers.stream().allMatch(viewer -> viewer.watcher.position() >= end),
                () -> viewers.stream()
                        .mapToLong(viewer -> viewer.watcher.position())
                        .sum(),
                () -> writer.written() / 1_000_000 + " MB written");
        closing = true;
        long held = Loops.ask(owner.loop(), writer::heldMicros);
        writer.exit(owner);
        tell(report, writer, end, held, writing);
    }

    /** Returns when the byte at a position was due; it was written by the chunk of that number. */
    private long dueMicros(long position) {
        Pace writing = pace.get();
        return writing == null ? 0 : writing.dueMicros(position / plan.chunkBytes());
    }

    @Override
    public void ready(TerminalWatcher watcher, LightSocket socket) {
        viewers.add(new Viewer(watcher, socket));
        watching.incrementAndGet();
    }

    @Override
    public void gone(boolean wasReady, String reason) {
        if (!wasReady) {
            notWatching.add(reason);
        } else if (!closing) {
            ended.add(reason);
        }
    }

    private void tell(Report report, TerminalWriter writer, long end, long heldMicros, Pace writing) {
        Latencies lag = new Latencies();
        Seen seen = new Seen();
        viewers.forEach(viewer -> Loops.ask(viewer.socket.loop(), () -> {
            seen.add(viewer.watcher, end);
            lag.add(viewer.watcher.lag);
            return seen;
        }));
        double seconds = run.time.measuredSeconds();
        int count = watching.get();
        report.section("viewers", "viewers")
                .count("asked", "asked for", plan.viewers())
                .count("watching", "watching", count)
                .tally("notWatching", "not let in", notWatching)
                .tally("ended", "ended meanwhile", ended);
        report.section("owner", "owner")
                .count("dueBytes", "due, bytes", end)
                .count("writtenBytes", "written, bytes", writer.written())
                .millis("heldMs", "held back", heldMicros)
                .tally("refused", "refused", writer.refused());
        report.section("output", "output")
                .number(
                        "megabytesPerSecondEach",
                        "seen by each",
                        count == 0 || seconds == 0 ? 0 : seen.measuredBytes / 1e6 / seconds / count,
                        "MB/s")
                .number(
                        "megabytesPerSecond",
                        "seen by all",
                        seconds == 0 ? 0 : seen.measuredBytes / 1e6 / seconds,
                        "MB/s")
                .count("lostBytes", "lost, bytes", seen.lost)
                .count("overlaps", "overlaps", seen.overlaps)
                .count("mismatches", "wrong bytes", seen.mismatches)
                .count("resyncs", "resyncs", seen.resyncs)
                .count("skippedBytes", "skipped, bytes", seen.skipped);
        report.latencies("latency", "due to seen", lag);
        run.tell(report, writing.lateness());
        report.broken(broken(seen, end * count, lag));
    }

    private List<String> broken(Seen seen, long expected, Latencies lag) {
        List<String> broken = new ArrayList<>(run.plan.bounds().broken("bytes", expected, seen.lost, lag));
        if (seen.overlaps > 0) {
            broken.add(seen.overlaps + " times output came that had come before");
        }
        if (seen.mismatches > 0) {
            broken.add(seen.mismatches + " times output was not what was written there");
        }
        if (notWatching.total() > 0) {
            broken.add(notWatching.total() + " viewers were not let in");
        }
        return broken;
    }

    /** What all viewers saw together; added to by one at a time. */
    private static final class Seen {
        private long measuredBytes;
        private long lost;
        private long overlaps;
        private long mismatches;
        private long resyncs;
        private long skipped;

        /** Lost is what stands in a hole, and what had not come at the end; what was skipped was told. */
        void add(TerminalWatcher watcher, long end) {
            measuredBytes += watcher.measuredBytes;
            lost += watcher.missingBytes + Math.max(0, end - watcher.position());
            overlaps += watcher.overlaps;
            mismatches += watcher.mismatches;
            resyncs += watcher.resyncs;
            skipped += watcher.skippedBytes;
        }
    }
}
