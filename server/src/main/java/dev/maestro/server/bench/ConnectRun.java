package dev.maestro.server.bench;

import dev.maestro.server.bench.client.UnreachableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Many come in at an even rate: TCP, WebSocket, handshake, token, namespace. Threads: run by one. */
final class ConnectRun {
    private ConnectRun() {}

    /**
     * Runs it.
     *
     * @throws UnreachableException if nobody comes in
     */
    static Report of(BenchPlan.Connect plan, Progress progress, Stop stop) {
        try (Run run = new Run(plan.common(), progress, stop)) {
            Arrivals arrivals = new Arrivals(run, plan.namespace(), plan.auth());
            run.time.beginMeasuring();
            run.health.beginMeasuring();
            Pace pace = arrivals.come(plan.sockets(), plan.rate());
            run.time.endMeasuring();
            run.health.endMeasuring();
            arrivals.close();
            if (arrivals.admittedCount() == 0 && !stop.asked()) {
                throw new UnreachableException(plan.common().target() + " lets nobody in: " + arrivals.notAdmitted());
            }
            return report(plan, run, arrivals, pace);
        }
    }

    private static Report report(BenchPlan.Connect plan, Run run, Arrivals arrivals, Pace pace) {
        Report report = new Report(
                "connect",
                plan.common().target().toString(),
                String.format(
                        Locale.ROOT,
                        "connect against %s: %d sockets to %s, %s a second",
                        plan.common().target(),
                        plan.sockets(),
                        plan.namespace(),
                        Report.plain(plan.rate())));
        int begun = pace.done().join();
        int admitted = arrivals.admittedCount();
        double seconds = (arrivals.lastMicros() - pace.dueMicros(0)) / 1e6;
        report.section("sockets", "sockets")
                .count("begun", "begun", begun)
                .count("admitted", "let in", admitted)
                .number("perSecond", "let in a second", seconds <= 0 ? 0 : admitted / seconds, "a second")
                .count(
                        "unanswered",
                        "not answered",
                        begun - admitted - arrivals.notAdmitted().total())
                .tally("notAdmitted", "not let in", arrivals.notAdmitted())
                .tally("ended", "ended meanwhile", arrivals.ended());
        Latencies latencies = arrivals.latencies();
        report.latencies("latency", "due to let in", latencies);
        run.tell(report, pace.lateness());
        List<String> broken =
                new ArrayList<>(plan.common().bounds().broken("sockets", begun, begun - admitted, latencies));
        if (arrivals.ended().total() > 0) {
            broken.add(arrivals.ended().total() + " sockets that were in ended: " + arrivals.ended());
        }
        return report.broken(broken);
    }
}
