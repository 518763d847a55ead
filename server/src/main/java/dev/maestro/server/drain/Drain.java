package dev.maestro.server.drain;

import java.time.Duration;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a hub's clients go: ordinary ones first and a few at a time, agents and owners of terminals last.
 *
 * <p>States: those of {@link DrainStage}, in their order; {@link #run} goes through them once.
 *
 * <p>Threads: {@link #run} is called by one thread, which it holds; the rest is thread-safe.
 *
 * <p>Spec: docs/operating.md, "Stopping a hub".
 */
public final class Drain {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final DrainTimes times;
    private final DrainTime time;
    private volatile DrainStage stage = DrainStage.SERVING;

    public Drain(DrainTimes times, DrainTime time) {
        this.times = times;
        this.time = time;
    }

    /** Returns how far it has got. */
    public DrainStage stage() {
        return stage;
    }

    /** Returns whether it has begun. */
    public boolean begun() {
        return stage != DrainStage.SERVING;
    }

    /**
     * Lets everybody go; returns once all are gone or the time is up.
     *
     * @return how many were left when the time was up
     */
    public int run(Departing clients) throws InterruptedException {
        enter(DrainStage.ANNOUNCED, clients);
        time.pause(times.notice());
        long clientsBy = time.nanos() + times.deadline().minus(times.reserve()).toNanos();
        clients.refuse();
        clients.announce();
        enter(DrainStage.LETTING_GO, clients);
        boolean elsewhere = clients.goesOnElsewhere();
        if (!elsewhere) {
            // Nobody takes the terminals over, and their viewers are to hear of it before they go.
            clients.giveTerminalsUp();
        }
        letGo(clients, DrainTimes.paced(until(clientsBy)));
        awaitEnds(
                clients::ordinary, time.nanos() + until(clientsBy).dividedBy(2).toNanos());
        enter(DrainStage.LAST, clients);
        if (elsewhere) {
            clients.giveTerminalsUp();
        }
        clients.letGoAll();
        awaitEnds(clients::present, clientsBy);
        int left = clients.present();
        enter(DrainStage.DONE, clients);
        if (left > 0) {
            LOG.atWarn().addKeyValue("clients", left).log("the time is up; who has not gone is cut off");
        }
        return left;
    }

    private void letGo(Departing clients, Duration window) throws InterruptedException {
        boolean first = true;
        for (int batch : Pace.of(clients.present(), window)) {
            if (!first) {
                time.pause(Pace.STEP);
            }
            first = false;
            clients.letGo(batch);
        }
    }

    private void awaitEnds(IntSupplier left, long by) throws InterruptedException {
        while (left.getAsInt() > 0 && time.nanos() < by) {
            time.pause(LOOK);
        }
    }

    private Duration until(long moment) {
        return Duration.ofNanos(Math.max(0, moment - time.nanos()));
    }

    private void enter(DrainStage next, Departing clients) {
        stage = next;
        LOG.atInfo()
                .addKeyValue("stage", next.wire())
                .addKeyValue("clients", clients.present())
                .log("draining");
    }
}
