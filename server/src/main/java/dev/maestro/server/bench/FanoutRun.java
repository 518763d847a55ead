package dev.maestro.server.bench;

import dev.maestro.server.bench.client.Asking;
import dev.maestro.server.bench.client.LightSocket;
import dev.maestro.server.bench.client.UnreachableException;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * Many hear of each change: every one of them exactly once, in the order of its lane.
 *
 * <p>Threads: run by one; what sockets tell comes on their event loops.
 */
final class FanoutRun implements Watcher.Audience {
    private static final String PAD = "%pad";

    private final BenchPlan.Fanout plan;
    private final Run run;
    private final Mark mark;
    private final LongAdder heard = new LongAdder();
    private final Map<EventExecutor, LoopEar> ears = new ConcurrentHashMap<>();
    private final Queue<Watcher> ready = new ConcurrentLinkedQueue<>();
    private final LongAdder readyCount = new LongAdder();
    private final Tally notAdmitted = new Tally();
    private final Tally ended = new Tally();
    private final Tally failures = new Tally();
    private volatile boolean closing;

    private FanoutRun(BenchPlan.Fanout plan, Run run) {
        this.plan = plan;
        this.run = run;
        this.mark = new Mark(run.name);
    }

    /**
     * Runs it.
     *
     * @throws UnreachableException if nobody comes in
     */
    static Report of(BenchPlan.Fanout plan, Progress progress, Stop stop) {
        try (Run run = new Run(plan.common(), progress, stop)) {
            return new FanoutRun(plan, run).report();
        }
    }

    private Report report() {
        Report report = new Report("fanout", run.plan.target().toString(), headline());
        if (plan.change() instanceof BenchPlan.PlainChange plain) {
            measure(plainScene(plain), report);
            return report;
        }
        HubSite site = HubSite.open(run);
        try {
            measure(hubScene(site, (BenchPlan.HubChange) plan.change()), report);
            return report;
        } finally {
            closing = true;
            site.leave(report);
        }
    }

    private String headline() {
        return String.format(
                Locale.ROOT,
                "fanout against %s: %d sockets, %s changes a second, %d s after %d s of warm-up",
                run.plan.target(),
                plan.sockets(),
                Report.plain(plan.rate()),
                run.plan.seconds(),
                run.plan.warmupSeconds());
    }

    private String padding() {
        return "x".repeat(plan.sizeBytes());
    }

    private Scene hubScene(HubSite site, BenchPlan.HubChange change) {
        String padding = padding();
        BenchPlan.Emission subscribe = new BenchPlan.Emission("project:subscribe", site.withProject());
        return switch (change) {
            case TASK ->
                new Scene(
                        "/ui",
                        Run.nothing(),
                        subscribe,
                        "task:updated",
                        publishers(lane -> site.changedTask(lane, padding)));
            case TASK_CREATE ->
                new Scene(
                        "/ui",
                        Run.nothing(),
                        subscribe,
                        "task:created",
                        publishers(lane -> site.madeTask(lane, padding)));
            case CHAT ->
                new Scene(
                        "/chat/" + site.projectName(),
                        Run.nothing(),
                        null,
                        "message_received",
                        publishers(lane -> site.message(lane, padding)));
        };
    }

    private interface Making {
        Publisher of(int lane);
    }

    private List<Publisher> publishers(Making making) {
        List<Publisher> publishers = new ArrayList<>();
        for (int lane = 0; lane < plan.lanes(); lane++) {
            publishers.add(making.of(lane));
        }
        return publishers;
    }

    private Scene plainScene(BenchPlan.PlainChange plain) {
        String template = plain.publishData().replace(PAD, padding());
        var unused = SocketPublisher.payload(template, "");
        return new Scene(
                plain.namespace(),
                plain.auth(),
                plain.join(),
                plain.event(),
                publishers(lane -> publishing(lane, plain, template)));
    }

    private Publisher publishing(int lane, BenchPlan.PlainChange plain, String template) {
        SocketPublisher publisher = new SocketPublisher(plain.publish(), template, plain.acked());
        var unused = run.loops.connect(run.asking(lane, plain.namespace(), plain.auth()), publisher);
        var unusedSocket = Run.come(publisher.admitted(), run.plan.target() + " lets no publisher in");
        return publisher;
    }

    private void measure(Scene scene, Report report) {
        connect(scene);
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < plan.lanes(); i++) {
            lanes.add(new Lane(i, scene.publishers().get(i), mark, run.thread, run.time, failures));
        }
        Pace pace = Pace.start(run.thread, run.time, plan.rate(), run.turns(plan.rate()), (index, due) -> lanes.get(
                        index % lanes.size())
                .add(due));
        run.measure(() -> heard.sum() + " heard");
        pace.stop();
        int scheduled = pace.done().join();
        Watched watched = Watched.of(run, lanes, List.copyOf(ready));
        run.drain(
                () -> watched.lanesIdle() && heard.sum() >= watched.expectedNow(),
                heard::sum,
                () -> heard.sum() + " heard");
        closing = true;
        watched.giveUp();
        tell(report, watched.judge(), scheduled, pace);
    }

    private void connect(Scene scene) {
        byte[] start = new Asking(scene.namespace(), scene.said()).eventStart(scene.event());
        Pace coming = Pace.start(run.thread, run.time, plan.connectRate(), plan.sockets(), (index, due) -> {
            Watcher watcher = new Watcher(scene.join(), start, plan.lanes(), this::ear, this);
            var unused = run.loops.connect(run.asking(index, scene.namespace(), scene.said()), watcher);
        });
        run.awaitComing(
                "connecting", plan.sockets(), plan.connectRate(), () -> (int) (readyCount.sum() + notAdmitted.total()));
        coming.stop();
        if (readyCount.sum() == 0 && !run.stop.asked()) {
            throw new UnreachableException(run.plan.target() + " lets nobody in: "
                    + (notAdmitted.total() == 0 ? "nobody was answered" : notAdmitted));
        }
    }

    private LoopEar ear(LightSocket socket) {
        return ears.computeIfAbsent(socket.loop(), unused -> new LoopEar(new Mark(run.name), run.time, heard));
    }

    @Override
    public void ready(Watcher watcher) {
        ready.add(watcher);
        readyCount.increment();
    }

    @Override
    public void gone(Watcher watcher, boolean wasReady, String reason) {
        if (!wasReady) {
            notAdmitted.add(reason);
        } else if (!closing) {
            ended.add(reason);
        }
    }

    private void tell(Report report, Watched.Judgement judged, int scheduled, Pace pace) {
        Latencies latencies = new Latencies();
        long[] sums = new long[2];
        ears.forEach((loop, ear) -> Loops.ask(loop, () -> {
            latencies.add(ear.latencies);
            sums[0] += ear.measured;
            sums[1] += ear.bytes;
            return ear;
        }));
        double seconds = run.time.measuredSeconds();
        report.section("sockets", "sockets")
                .count("asked", "asked for", plan.sockets())
                .count("watching", "watching", judged.watchers())
                .tally("notAdmitted", "not let in", notAdmitted)
                .tally("ended", "ended meanwhile", ended);
        report.section("changes", "changes")
                .count("due", "due", scheduled)
                .count("taken", "taken", judged.taken())
                .tally("failed", "failed", failures)
                .number("perSecond", "taken a second", perSecond((double) judged.measuredTaken(), seconds), "a second");
        report.section("deliveries", "deliveries")
                .count("expected", "expected", judged.expected())
                .count("delivered", "delivered", judged.expected() - judged.lost())
                .count("lost", "lost", judged.lost())
                .count("duplicated", "duplicated", judged.duplicated())
                .count("outOfOrder", "out of order", judged.outOfOrder())
                .number("perSecond", "a second", perSecond((double) sums[0], seconds), "a second")
                .number("bytesEach", "size of each", sums[0] == 0 ? 0 : (double) sums[1] / sums[0], "bytes");
        report.latencies("latency", "due to heard", latencies).latencies("taken", "due to taken", judged.answered());
        OptionalLong server = run.health.serverMicros();
        if (server.isPresent()) {
            report.section("server", "server")
                    .number(
                            "cpuMicrosPerDelivery",
                            "CPU a delivery",
                            perSecond((double) server.getAsLong(), (double) sums[0]),
                            "µs")
                    .number("cpuCores", "processors used", perSecond(server.getAsLong() / 1_000_000.0, seconds), "");
        }
        run.tell(report, pace.lateness());
        report.broken(broken(judged, latencies));
    }

    private static double perSecond(double count, double seconds) {
        return seconds == 0 ? 0 : count / seconds;
    }

    private List<String> broken(Watched.Judgement judged, Latencies latencies) {
        List<String> broken =
                new ArrayList<>(run.plan.bounds().broken("deliveries", judged.expected(), judged.lost(), latencies));
        if (judged.duplicated() > 0) {
            broken.add(judged.duplicated() + " deliveries came twice");
        }
        if (judged.outOfOrder() > 0) {
            broken.add(judged.outOfOrder() + " deliveries came after later ones");
        }
        if (notAdmitted.total() > 0) {
            broken.add(notAdmitted.total() + " sockets were not let in");
        }
        return broken;
    }
}
