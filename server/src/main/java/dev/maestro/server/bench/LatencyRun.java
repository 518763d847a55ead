package dev.maestro.server.bench;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.bench.client.LightSocket;
import dev.maestro.server.bench.client.UnreachableException;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * One asks and is answered: how long it takes from when the question was due, whether or not the one before was answered.
 *
 * <p>Threads: run by one; answers come on event loops.
 */
final class LatencyRun {
    private final BenchPlan.Latency plan;
    private final Run run;
    private final AtomicInteger asked = new AtomicInteger();
    private final LongAdder answered = new LongAdder();
    private final Tally refused = new Tally();
    private final Map<EventExecutor, Latencies> latencies = new ConcurrentHashMap<>();

    private LatencyRun(BenchPlan.Latency plan, Run run) {
        this.plan = plan;
        this.run = run;
    }

    /**
     * Runs it.
     *
     * @throws UnreachableException if nobody comes in
     */
    static Report of(BenchPlan.Latency plan, Progress progress, Stop stop) {
        try (Run run = new Run(plan.common(), progress, stop)) {
            return new LatencyRun(plan, run).report();
        }
    }

    private Report report() {
        Arrivals arrivals = new Arrivals(run, plan.namespace(), plan.auth());
        arrivals.come(plan.sockets(), plan.connectRate());
        List<LightSocket> sockets = arrivals.sockets();
        if (sockets.isEmpty()) {
            throw new UnreachableException(run.plan.target() + " lets nobody in: " + arrivals.notAdmitted());
        }
        JsonBytes question = JsonBytes.of(plan.question().data());
        Pace pace = Pace.start(
                run.thread,
                run.time,
                plan.rate(),
                run.turns(plan.rate()),
                (index, due) -> ask(sockets.get(index % sockets.size()), question, due));
        run.measure(() -> answered.sum() + " answered");
        pace.stop();
        int scheduled = pace.done().join();
        run.drain(
                () -> answered.sum() + refused.total() >= asked.get(),
                () -> answered.sum() + refused.total(),
                () -> answered.sum() + " answered");
        arrivals.close();
        return tell(arrivals, scheduled, pace);
    }

    private void ask(LightSocket socket, JsonBytes question, long dueMicros) {
        asked.incrementAndGet();
        socket.ask(plan.question().event(), question, answer -> {
            boolean refusal = answer.path("success").isBoolean()
                    && !answer.path("success").asBoolean();
            if (refusal) {
                refused.add(answer.path("code").asText());
                return;
            }
            if (run.time.measured(dueMicros)) {
                latencies
                        .computeIfAbsent(socket.loop(), unused -> new Latencies())
                        .record(run.time.micros() - dueMicros);
            }
            answered.increment();
        });
    }

    private Report tell(Arrivals arrivals, int scheduled, Pace pace) {
        Latencies all = new Latencies();
        latencies.forEach((loop, mine) -> Loops.ask(loop, () -> {
            all.add(mine);
            return all;
        }));
        Report report = new Report(
                "latency",
                run.plan.target().toString(),
                String.format(
                        Locale.ROOT,
                        "latency against %s: %s of %d sockets on %s, %s a second, %d s after %d s of warm-up",
                        run.plan.target(),
                        plan.question().event(),
                        plan.sockets(),
                        plan.namespace(),
                        Report.plain(plan.rate()),
                        run.plan.seconds(),
                        run.plan.warmupSeconds()));
        double seconds = run.time.measuredSeconds();
        report.section("sockets", "sockets")
                .count("asked", "asked for", plan.sockets())
                .count("admitted", "let in", arrivals.admittedCount())
                .tally("notAdmitted", "not let in", arrivals.notAdmitted())
                .tally("ended", "ended meanwhile", arrivals.ended());
        report.section("questions", "questions")
                .count("asked", "asked", scheduled)
                .count("answered", "answered", answered.sum())
                .count("lost", "not answered", scheduled - answered.sum() - refused.total())
                .tally("refused", "refused", refused)
                .number("perSecond", "answered a second", seconds == 0 ? 0 : all.count() / seconds, "a second");
        report.latencies("latency", "due to answered", all);
        run.tell(report, pace.lateness());
        List<String> broken =
                new ArrayList<>(run.plan.bounds().broken("questions", scheduled, scheduled - answered.sum(), all));
        if (arrivals.notAdmitted().total() > 0) {
            broken.add(arrivals.notAdmitted().total() + " sockets were not let in");
        }
        return report.broken(broken);
    }
}
