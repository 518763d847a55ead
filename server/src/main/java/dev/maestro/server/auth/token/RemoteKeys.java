package dev.maestro.server.auth.token;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * An issuer's keys as of the last fetch that succeeded; a fetch that fails changes nothing.
 *
 * <p>They are fetched every ten minutes, and when a token names a key that is not among them; then at most once in
 * thirty seconds, whoever asks, and only a few threads wait for it. So tokens that name made-up keys neither press the
 * issuer nor hold up whoever else logs in: all others are answered by the keys there are.
 *
 * <p>Threads: thread-safe; fetches run on a thread of its own. Life-cycle: from {@link #open} until {@link #close}.
 */
final class RemoteKeys implements AutoCloseable {
    /** The shortest time between the starts of two fetches. */
    static final Duration MIN_BETWEEN = Duration.ofSeconds(30);

    /** How old keys may get: one that the issuer withdrew is believed no longer. */
    static final Duration MAX_AGE = Duration.ofMinutes(10);

    /** How many threads may wait for a fetch: half of those that check tokens of sockets. */
    static final int MAX_WAITING = 2;

    private static final Logger log = LoggerFactory.getLogger(RemoteKeys.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final long NEVER = Long.MIN_VALUE;

    private final JwksSource source;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private final ScheduledThreadPoolExecutor thread;
    private final Semaphore seats = new Semaphore(MAX_WAITING);
    private volatile KeySet keys = KeySet.EMPTY;

    @GuardedBy("this")
    private @Nullable CompletableFuture<Void> inFlight;

    @GuardedBy("this")
    private long lastStart = NEVER;

    @GuardedBy("this")
    private long lastSuccess = NEVER;

    @GuardedBy("this")
    private boolean failing;

    /**
     * Keeps keys that are fetched when {@link #look} or {@link #newerThan} finds that they must be.
     *
     * @param patience how long a thread waits for a fetch
     * @param nanoTime the time as {@link System#nanoTime} gives it
     */
    RemoteKeys(JwksSource source, Duration patience, LongSupplier nanoTime) {
        this.source = source;
        this.patience = patience;
        this.nanoTime = nanoTime;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "jwks");
            made.setDaemon(true);
            return made;
        });
    }

    /** Begins to fetch, waits a while for the first keys, and goes on without them if the issuer is away. */
    static RemoteKeys open(JwksSource source, Duration patience) {
        RemoteKeys remote = new RemoteKeys(source, patience, System::nanoTime);
        KeySet first = remote.newerThan(KeySet.EMPTY);
        if (first.size() == 0) {
            log.atWarn().log("there are no keys of the issuer yet; its tokens are refused until there are");
        }
        // Its failures are logged where they happen, so the future never has one.
        var unused = remote.thread.scheduleWithFixedDelay(
                remote::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return remote;
    }

    /** Returns the keys there are; never blocks. */
    KeySet current() {
        return keys;
    }

    /**
     * Returns keys newer than these if they can be had soon; blocks until then, or returns the keys there are.
     *
     * @param seen the keys that did not do
     */
    KeySet newerThan(KeySet seen) {
        CompletableFuture<Void> fetch = fetchAfter(seen);
        if (fetch != null && seats.tryAcquire()) {
            try {
                fetch.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                log.atDebug().addKeyValue("reason", e).log("a token was not kept waiting for new keys any longer");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                seats.release();
            }
        }
        return keys;
    }

    /** Returns how many threads more may wait for a fetch. */
    int freeSeats() {
        return seats.availablePermits();
    }

    /** Fetches if the keys are old or could not be had the last time, and it was not tried just now. */
    synchronized void look() {
        boolean old = lastSuccess == NEVER || nanoTime.getAsLong() - lastSuccess >= MAX_AGE.toNanos();
        if (old || failing) {
            // Its failures are logged where they happen.
            var unused = fetchUnlessJustTried();
        }
    }

    private synchronized @Nullable CompletableFuture<Void> fetchAfter(KeySet seen) {
        return keys == seen ? fetchUnlessJustTried() : null;
    }

    /** Returns the fetch that is under way, perhaps begun by this; null when there is none and none may begin. */
    @GuardedBy("this")
    private @Nullable CompletableFuture<Void> fetchUnlessJustTried() {
        long now = nanoTime.getAsLong();
        boolean justTried = lastStart != NEVER && now - lastStart < MIN_BETWEEN.toNanos();
        if (inFlight == null && !justTried && !thread.isShutdown()) {
            lastStart = now;
            inFlight = CompletableFuture.runAsync(this::fetch, thread);
        }
        return inFlight;
    }

    private void fetch() {
        List<VerificationKey> fetched = null;
        try {
            fetched = source.fetch();
        } catch (JwksException e) {
            failed(e.getMessage(), null);
        } catch (RuntimeException e) {
            failed("reading them went wrong", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended(fetched);
        }
    }

    private synchronized void ended(@Nullable List<VerificationKey> fetched) {
        inFlight = null;
        if (fetched == null) {
            return;
        }
        lastSuccess = nanoTime.getAsLong();
        // The same keys stay the same set, so that what was verified by them need not be verified again.
        if (failing || !keys.sameAs(fetched)) {
            log.atInfo().addKeyValue("keys", fetched.size()).log("the issuer's keys were fetched");
        }
        failing = false;
        if (!keys.sameAs(fetched)) {
            keys = new KeySet(fetched);
        }
    }

    private synchronized void failed(@Nullable String reason, @Nullable Throwable cause) {
        // Once is enough to act on; the fetches after it may fail for hours.
        log.atLevel(failing ? Level.DEBUG : Level.WARN)
                .addKeyValue("reason", reason)
                .addKeyValue("keys", keys.size())
                .setCause(cause)
                .log("the issuer's keys could not be fetched; those there are stay in use");
        failing = true;
    }

    /** Fetches no more; idempotent. The keys there are stay. */
    @Override
    public synchronized void close() {
        thread.shutdownNow();
    }
}
