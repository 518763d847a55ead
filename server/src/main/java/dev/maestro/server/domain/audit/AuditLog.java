package dev.maestro.server.domain.audit;

import dev.maestro.protocol.model.AuditEntry;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what it is told: in commits of its own, some at a time and a moment later, so that nobody waits for it.
 *
 * <p>At most {@value #MOST_WAITING} wait. More are not kept, and so are those that it is told to leave out; that is counted,
 * and told in an entry of its own, a minute later at most and once a minute at most, and at the end. While the store is away
 * all waits; entries outlast that as long as there is room, but not the end of the process: what cannot be stored by then is
 * counted in the log.
 *
 * <p>Each entry is kept once, in the order in which it was told on one node.
 *
 * <p>Life-cycle: started, then closed; closing keeps what waits, for at most 2 s. Threads: thread-safe;
 * the work is done on a thread of its own, {@code audit}.
 */
public final class AuditLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private static final int MOST_WAITING = 10_000;
    private static final int MOST_AT_ONCE = 200;
    /** How often what the store cannot take, though it is there, is offered to it. */
    private static final int MOST_TRIES = 3;

    private static final Duration AT_THE_END = Duration.ofSeconds(2);
    private static final int WORD_MILLIS = 200;
    /** How long entries gather, so that requests that come one after the other seldom find the store busy with them. */
    private static final Duration GATHERING = Duration.ofMillis(100);

    private static final Duration STORE_PAUSE = Duration.ofSeconds(1);
    private static final Duration BETWEEN_TOLD_LOSSES = Duration.ofMinutes(1);

    private final AuditStore store;
    private final AuditUpkeep upkeep;
    private final Clock clock;
    private final BlockingQueue<Kept> waiting;
    private final AtomicLong lost = new AtomicLong();
    private final Duration betweenTold;
    private final Duration atTheEnd;
    /** Has a permit when something waits, or has been lost. */
    private final Semaphore arrived = new Semaphore(0);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;

    // Touched by the thread alone.
    private List<Kept> inHand = List.of();
    /** How many losses one of those in hand tells of. */
    private long lossInHand;

    private long lossTold;

    private AuditLog(
            Backend backend,
            AuditUpkeep upkeep,
            Clock clock,
            int mostWaiting,
            Duration betweenTold,
            Duration atTheEnd) {
        this.store = new AuditStore(backend);
        this.upkeep = upkeep;
        this.clock = clock;
        this.betweenTold = betweenTold;
        this.atTheEnd = atTheEnd;
        this.lossTold = System.nanoTime() - betweenTold.toNanos();
        this.waiting = new ArrayBlockingQueue<>(mostWaiting);
        this.thread = new Thread(this::work, "audit");
        this.thread.setDaemon(true);
    }

    /**
     * Begins to keep entries.
     *
     * @param keep how long
     * @param mostEntries how many of each {@link Retention}; the oldest go first
     */
    public static AuditLog start(Backend backend, Duration keep, int mostEntries, Clock clock) {
        return start(
                backend,
                new AuditUpkeep(backend, keep, mostEntries, clock),
                clock,
                MOST_WAITING,
                BETWEEN_TOLD_LOSSES,
                AT_THE_END);
    }

    static AuditLog start(
            Backend backend,
            AuditUpkeep upkeep,
            Clock clock,
            int mostWaiting,
            Duration betweenTold,
            Duration atTheEnd) {
        AuditLog log = new AuditLog(backend, upkeep, clock, mostWaiting, betweenTold, atTheEnd);
        log.thread.start();
        return log;
    }

    /** Keeps this, if it can. Never blocks. */
    public void note(Deed deed, Retention retention) {
        if (waiting.offer(new Kept(deed.entry(clock.millis()), retention))) {
            wake();
        } else {
            leaveOut();
        }
    }

    /** Counts something that is not worth an entry of its own, as there is too much of it. Never blocks. */
    public void leaveOut() {
        if (lost.getAndIncrement() == 0) {
            wake();
        }
    }

    private void wake() {
        if (arrived.availablePermits() == 0) {
            arrived.release();
        }
    }

    private void work() {
        try {
            while (ended.getCount() > 0) {
                step();
            }
            while (takeNext(true)) {
                storeInHand();
            }
        } catch (InterruptedException | RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("entries", inHand.size() + waiting.size())
                    .addKeyValue("leftOut", lost.get() + lossInHand)
                    .setCause(e)
                    .log("the audit ends; what was done last is not kept");
        }
    }

    private void step() throws InterruptedException {
        if (arrived.tryAcquire(pause().toMillis(), TimeUnit.MILLISECONDS)) {
            boolean unused = ended.await(GATHERING.toMillis(), TimeUnit.MILLISECONDS);
            arrived.drainPermits();
        }
        while (ended.getCount() > 0 && takeNext(false)) {
            storeSurely();
        }
        try {
            upkeep.look();
        } catch (BackendUnavailableException e) {
            LOG.atDebug().setCause(e).log("old audit entries are removed later");
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("old audit entries could not be removed");
        }
    }

    private Duration pause() {
        Duration upkeepPause = upkeep.pause();
        if (lost.get() == 0) {
            return upkeepPause;
        }
        Duration untilTold = betweenTold.minusNanos(System.nanoTime() - lossTold);
        return untilTold.compareTo(upkeepPause) < 0 ? untilTold.plusMillis(1) : upkeepPause;
    }

    /** Takes the next entries in hand, unless there are some; returns whether there are any now. */
    private boolean takeNext(boolean last) {
        if (!inHand.isEmpty()) {
            return true;
        }
        List<Kept> batch = new ArrayList<>();
        waiting.drainTo(batch, MOST_AT_ONCE);
        long now = System.nanoTime();
        if (lost.get() > 0 && (last || now - lossTold >= betweenTold.toNanos())) {
            lossTold = now;
            lossInHand = lost.getAndSet(0);
            batch.add(new Kept(loss(lossInHand), Retention.APART));
        }
        inHand = batch;
        return !batch.isEmpty();
    }

    private AuditEntry loss(long count) {
        return new Deed(AuditEntry.HUB, "audit", "/api/admin/audit", null, null, count + " entries were not kept")
                .entry(clock.millis());
    }

    /** Stores what is in hand; at the end of the log it may be in hand still. */
    private void storeSurely() throws InterruptedException {
        boolean away = false;
        int failures = 0;
        do {
            try {
                storeInHand();
                if (away) {
                    LOG.atInfo().log("the store is back; what was done meanwhile is audited");
                }
                return;
            } catch (BackendUnavailableException e) {
                if (!away) {
                    away = true;
                    LOG.atWarn().setCause(e).log("the store is away; the audit waits");
                }
            } catch (RuntimeException e) {
                failures++;
                LOG.atError().addKeyValue("tries", failures).setCause(e).log("the audit failed");
                if (failures == MOST_TRIES) {
                    giveUpInHand();
                    return;
                }
            }
        } while (!ended.await(STORE_PAUSE.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void storeInHand() {
        store.add(inHand);
        upkeep.added(inHand.size());
        nothingInHand();
    }

    private void giveUpInHand() {
        LOG.atWarn().addKeyValue("entries", inHand.size()).log("entries are not kept");
        // Of losses the number is told anew, and not that the entry of it is lost.
        lost.addAndGet(inHand.size() + (lossInHand > 0 ? lossInHand - 1 : 0));
        nothingInHand();
    }

    private void nothingInHand() {
        inHand = List.of();
        lossInHand = 0;
    }

    @Override
    public void close() throws InterruptedException {
        ended.countDown();
        arrived.release();
        thread.join(atTheEnd.toMillis());
        thread.interrupt();
        // So that what is lost is counted in the log before the process ends.
        thread.join(WORD_MILLIS);
    }
}
