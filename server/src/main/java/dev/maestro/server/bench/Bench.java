package dev.maestro.server.bench;

/** Runs what was planned. Threads: thread-safe; each run is its caller's. */
public final class Bench {
    private Bench() {}

    /**
     * Runs it, and blocks until it is done.
     *
     * @param stop ends it early, with the figures up to then
     * @throws dev.maestro.server.bench.client.UnreachableException if the server is not there, or lets nobody in
     */
    public static Report run(BenchPlan plan, Progress progress, Stop stop) {
        return switch (plan.kind()) {
            case FANOUT -> FanoutRun.of((BenchPlan.Fanout) plan, progress, stop);
            case LATENCY -> LatencyRun.of((BenchPlan.Latency) plan, progress, stop);
            case CONNECT -> ConnectRun.of((BenchPlan.Connect) plan, progress, stop);
            case TERMINAL -> TerminalRun.of((BenchPlan.Terminal) plan, progress, stop);
        };
    }
}
