package dev.maestro.server.bench;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/** What was published, against what each watcher heard of it. Threads: used by one, which asks the others. */
final class Watched {
    private final Run run;
    private final List<Lane> lanes;
    private final List<Watcher> watchers;

    private Watched(Run run, List<Lane> lanes, List<Watcher> watchers) {
        this.run = run;
        this.lanes = lanes;
        this.watchers = watchers;
    }

    static Watched of(Run run, List<Lane> lanes, List<Watcher> watchers) {
        return new Watched(run, lanes, watchers);
    }

    /**
     * What a run came to.
     *
     * @param taken how many changes the server took
     * @param measuredTaken how many of the measured time
     * @param expected deliveries of all that were taken
     * @param answered how long it took from when changes were due until the server had taken them
     */
    record Judgement(
            int watchers,
            long taken,
            long measuredTaken,
            long expected,
            long lost,
            long duplicated,
            long outOfOrder,
            Latencies answered) {}

    private <T> T ofPace(Callable<T> question) {
        try {
            return run.thread.submit(question).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the pace's thread failed", e);
        }
    }

    boolean lanesIdle() {
        return ofPace(() -> lanes.stream().allMatch(Lane::idle));
    }

    /** Returns how many deliveries there are to be of what was taken so far. */
    long expectedNow() {
        return ofPace(() -> watchers.size() * takenOf(lanes));
    }

    private static long takenOf(List<Lane> lanes) {
        return lanes.stream()
                .mapToLong(lane -> lane.scheduled() - lane.excused().cardinality())
                .sum();
    }

    void giveUp() {
        ofPace(() -> {
            lanes.forEach(Lane::giveUp);
            return lanes;
        });
    }

    /** Looks what each watcher lacks; to be asked when nothing more is awaited. */
    Judgement judge() {
        Latencies answered = new Latencies();
        List<BitSet> excused = new ArrayList<>();
        List<Integer> scheduled = new ArrayList<>();
        long[] taken = new long[2];
        ofPace(() -> {
            for (Lane lane : lanes) {
                answered.add(lane.taken());
                excused.add(lane.excused());
                scheduled.add(lane.scheduled());
                taken[1] += lane.measuredTaken();
            }
            taken[0] = takenOf(lanes);
            return lanes;
        });
        long lost = 0;
        long duplicated = 0;
        long outOfOrder = 0;
        for (Watcher watcher : watchers) {
            long[] found = watcher.ask(hearings -> faults(hearings, scheduled, excused));
            lost += found[0];
            duplicated += found[1];
            outOfOrder += found[2];
        }
        return new Judgement(
                watchers.size(),
                taken[0],
                taken[1],
                watchers.size() * taken[0],
                lost,
                duplicated,
                outOfOrder,
                answered);
    }

    private static long[] faults(List<LaneHearing> hearings, List<Integer> scheduled, List<BitSet> excused) {
        long[] faults = new long[3];
        for (int i = 0; i < hearings.size(); i++) {
            faults[0] += hearings.get(i).lost(scheduled.get(i), excused.get(i));
            faults[1] += hearings.get(i).duplicated();
            faults[2] += hearings.get(i).outOfOrder();
        }
        return faults;
    }
}
