package dev.maestro.server.ban;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Lease;
import dev.maestro.server.backend.Leases;
import dev.maestro.server.backend.LiveChannel;
import dev.maestro.server.backend.Registry;
import dev.maestro.server.limit.Bans;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes bans hold on all nodes: each is told to those that run over the live channel, and kept for those that start later, or
 * did not hear of it, as a lease named {@code ban:name} that lasts as long as the ban, with an entry of the registry. So it
 * outlives the node that made it.
 *
 * <p>All of it is done on a thread of its own, {@code bans}; what fails while the store is away is tried again until the ban
 * is over. At most {@value #MOST_WAITING} wait; more hold here alone. What is kept is read again every {@value #LOOK_SECONDS} s,
 * so that a ban whose message was lost holds everywhere after that.
 *
 * <p>Life-cycle: started, then closed; bans stay. Threads: thread-safe.
 */
public final class SharedBans implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SharedBans.class);

    private static final String TOPIC = "bans";
    private static final String SPACE = "bans";
    private static final String LEASE = "ban:";
    private static final int MOST_WAITING = 1_000;
    private static final int LOOK_SECONDS = 10;

    private final Bans bans;
    private final Shared shared;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor executor;
    private final AtomicInteger waiting = new AtomicInteger();
    private final LiveChannel.Subscription subscription;

    private SharedBans(Bans bans, Shared shared, Clock clock) {
        this.bans = bans;
        this.shared = shared;
        this.clock = clock;
        this.executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "bans");
            thread.setDaemon(true);
            return thread;
        });
        this.subscription = shared.live().subscribe(TOPIC, new Ear());
    }

    /** What the nodes share. */
    public record Shared(LiveChannel live, Leases leases, Registry registry) {}

    /**
     * A ban.
     *
     * @param name as {@link Bans} names it
     * @param until when it ends, epoch milliseconds
     */
    record Ban(String name, long until) {}

    /**
     * Learns of all bans that hold, and tells of those that are made from now on. Blocks until it has asked once.
     *
     * @param clock the time of all nodes, within a second
     */
    public static SharedBans start(Bans bans, Shared shared, Clock clock) {
        SharedBans started = new SharedBans(bans, shared, clock);
        bans.tell(started::banned);
        started.learnAll();
        var unused = started.executor.scheduleWithFixedDelay(
                started::learnAll, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        return started;
    }

    /** Tells and learns no more. Idempotent. */
    @Override
    public void close() {
        bans.tell(name -> {});
        subscription.close();
        executor.shutdownNow();
    }

    private void banned(String name) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            LOG.atWarn().log("too many bans wait to be shared; one holds on this node alone");
            return;
        }
        Ban ban = new Ban(name, clock.millis() + bans.length().toMillis());
        schedule(() -> spread(ban), 0);
    }

    private void spread(Ban ban) {
        long left = left(ban);
        if (left > 0 && !isSpread(ban, Duration.ofMillis(left))) {
            schedule(() -> spread(ban), 1);
        } else {
            waiting.decrementAndGet();
        }
    }

    private boolean isSpread(Ban ban, Duration left) {
        JsonBytes text = JsonBytes.of(ban);
        try {
            // First what stays: whoever misses the message finds it.
            keep(ban, text, left);
            return shared.live().publish(TOPIC, text.array());
        } catch (BackendUnavailableException e) {
            LOG.atDebug().setCause(e).log("a ban cannot be shared now; it is tried again");
            return false;
        }
    }

    /** Keeps a ban for those that start later; one of the same name that another node has made is prolonged. */
    private void keep(Ban ban, JsonBytes text, Duration left) {
        Optional<Lease> taken = shared.leases().take(LEASE + ban.name(), left);
        if (taken.isPresent()) {
            Registry.Claim unused = shared.registry().claim(taken.get(), SPACE, ban.name(), text, null);
            return;
        }
        Optional<Registry.Entry> other = shared.registry().find(SPACE, ban.name());
        if (other.isPresent() && shared.leases().renew(other.get().holder(), left)) {
            boolean unused = shared.registry().put(other.get().holder(), SPACE, ban.name(), text);
        }
    }

    private void learnAll() {
        try {
            shared.registry().list(SPACE).forEach(entry -> learn(entry.value()));
        } catch (BackendUnavailableException e) {
            LOG.atDebug().setCause(e).log("bans of other nodes cannot be read now; they are read later");
        } catch (RuntimeException e) {
            // Else they would never be read again.
            LOG.atError().setCause(e).log("bans of other nodes cannot be read");
        }
    }

    private void learn(JsonBytes text) {
        Ban ban = text.as(Ban.class);
        long left = left(ban);
        if (left > 0) {
            bans.learn(ban.name(), Duration.ofMillis(left));
        }
    }

    private long left(Ban ban) {
        return ban.until() - clock.millis();
    }

    private void schedule(Runnable task, long seconds) {
        try {
            var unused = executor.schedule(task, seconds, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            LOG.atDebug().setCause(e).log("the hub ends; a ban is not shared");
        }
    }

    private final class Ear implements LiveChannel.Listener {
        @Override
        public void onMessage(byte[] message) {
            learn(JsonBytes.ofUtf8(message));
        }

        // One may have been missed.
        @Override
        public void onLoss() {
            schedule(SharedBans.this::learnAll, 0);
        }
    }
}
