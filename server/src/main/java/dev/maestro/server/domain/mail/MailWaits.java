package dev.maestro.server.domain.mail;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Mail;
import dev.maestro.protocol.model.Session;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.DocumentQuery;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.AgentRule;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.Reads;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits for mail without holding a thread: the feed wakes who waits, a timer sends the rest home.
 *
 * <p>Life-cycle: waits from {@link #open} to {@link #close}, which answers everybody with nothing and is idempotent.
 *
 * <p>Threads: thread-safe. Answers are given on the feed's thread, the timer's, or the caller's; what follows on them
 * must be short.
 */
public final class MailWaits implements AutoCloseable {
    /** The longest wait. */
    public static final Duration LONGEST = Duration.ofSeconds(30);

    /** The most who wait at once; more are refused. */
    public static final int MOST_WAITING = 2000;

    private final Backend backend;
    private final Reads reads;
    private final ScheduledThreadPoolExecutor timer;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<String, Set<Wait>> waiting = new HashMap<>();

    @GuardedBy("lock")
    private int count;

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private EventFeed.@Nullable Subscription subscription;

    private MailWaits(Backend backend) {
        this.backend = backend;
        this.reads = new Reads(backend);
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "mail-waits");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Somebody who waits.
     *
     * @param caller who waits; may lose the right to see the mail meanwhile
     * @param since where the feed stood before the look at what is there: the feed may still bring what was seen then
     */
    private record Wait(Caller caller, String sessionId, Offset since, CompletableFuture<List<JsonBytes>> answer) {
        boolean isNews(CommittedEvent event) {
            return !event.offset().epoch().equals(since.epoch())
                    || event.offset().isAfter(since);
        }

        // Two waits are never the same, whatever they wait for.
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** Starts listening to the feed. */
    public static MailWaits open(Backend backend) {
        MailWaits waits = new MailWaits(backend);
        EventFeed.Subscription subscription =
                backend.feed().subscribe(backend.feed().head(), waits.new Listener());
        synchronized (waits.lock) {
            waits.subscription = subscription;
        }
        return waits;
    }

    /**
     * Answers the mail to a session, at once if there is some, else as soon as some comes.
     *
     * <p>A client goes on from the last mail it got, and gets each mail; of two that came within one millisecond it may
     * get one again. Blocks on the store for a read.
     *
     * @param after only mail that came after this one; empty for all there is
     * @param longest how long to wait, at most {@link #LONGEST}
     * @return at least one piece of mail as JSON, oldest first; none when the time is over or the hub stops
     * @throws HubException {@code not_found} if there is no such session, {@code unavailable} if too many wait
     */
    public CompletionStage<List<JsonBytes>> await(
            Caller caller, String sessionId, Optional<String> after, Duration longest) {
        Held<Session> session = Held.of(Shelves.SESSIONS, reads.get(caller, Shelves.SESSIONS, sessionId));
        AgentRule.requireOwn(caller, sessionId, "wait for mail to its own session only");
        Wait wait = new Wait(caller, sessionId, backend.feed().head(), new CompletableFuture<>());
        // Waiting starts before the look at what is there, so that nothing can slip through between them.
        enter(wait);
        try {
            List<JsonBytes> there = there(session.document(), after);
            if (!there.isEmpty() || longest.isZero()) {
                leave(wait, there);
                return wait.answer();
            }
            return armed(wait, longest);
        } catch (RuntimeException e) {
            leave(wait, List.of());
            throw e;
        }
    }

    /** Returns how many wait now. */
    public int waitingCount() {
        synchronized (lock) {
            return count;
        }
    }

    @Override
    public void close() {
        List<Wait> all = new ArrayList<>();
        EventFeed.@Nullable Subscription open;
        synchronized (lock) {
            closed = true;
            waiting.values().forEach(all::addAll);
            open = subscription;
            subscription = null;
        }
        if (open != null) {
            open.close();
        }
        all.forEach(wait -> leave(wait, List.of()));
        timer.shutdownNow();
    }

    private void enter(Wait wait) {
        synchronized (lock) {
            if (closed || count >= MOST_WAITING) {
                throw HubException.of(
                        ErrorCode.UNAVAILABLE, closed ? "the hub is stopping" : "too many wait for mail already");
            }
            waiting.computeIfAbsent(wait.sessionId(), id -> new HashSet<>()).add(wait);
            count++;
        }
    }

    private CompletionStage<List<JsonBytes>> armed(Wait wait, Duration longest) {
        long millis = Math.min(longest.toMillis(), LONGEST.toMillis());
        try {
            ScheduledFuture<?> end = timer.schedule(() -> leave(wait, List.of()), millis, TimeUnit.MILLISECONDS);
            return wait.answer().whenComplete((mail, failure) -> end.cancel(false));
        } catch (RejectedExecutionException e) {
            // Closed since it began to wait: nothing will come any more.
            leave(wait, List.of());
            return wait.answer();
        }
    }

    private void leave(Wait wait, List<JsonBytes> mail) {
        synchronized (lock) {
            Set<Wait> others = waiting.get(wait.sessionId());
            if (others != null && others.remove(wait)) {
                count--;
                if (others.isEmpty()) {
                    waiting.remove(wait.sessionId());
                }
            }
        }
        wait.answer().complete(mail);
    }

    private List<JsonBytes> there(Session session, Optional<String> after) {
        List<JsonBytes> found = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            DocumentPage page = backend.list(new DocumentQuery(
                    Shelves.MAIL.kind(),
                    Set.of(session.projectId()),
                    Set.of(Tags.session(session.id())),
                    cursor,
                    DocumentQuery.MAX_LIMIT));
            for (StoredDocument stored : page.documents()) {
                if (after.isPresent() && stored.key().id().equals(after.get())) {
                    found.clear();
                } else if (after.isEmpty() || mayFollow(stored, after.get())) {
                    found.add(stored.body());
                }
            }
            cursor = page.next();
        } while (cursor != null);
        return found;
    }

    // The mail named may be deleted by now; its id still says when it came.
    private static boolean mayFollow(StoredDocument stored, String after) {
        return stored.body().asKnown(Mail.class).createdAt() >= timeOf(after);
    }

    private static long timeOf(String mailId) {
        String[] parts = mailId.split("_", 3);
        try {
            return parts.length == 3 && parts[0].equals("mail") ? Long.parseLong(parts[1]) : 0;
        } catch (NumberFormatException e) {
            // No id of ours: as if nothing had been named.
            return 0;
        }
    }

    private final class Listener implements EventFeed.Listener {
        @Override
        public void onEvents(List<CommittedEvent> events) {
            for (CommittedEvent event : events) {
                if (event.name() == EventName.MAIL_RECEIVED) {
                    event.sessionIds().forEach(id -> wake(id, event));
                }
            }
        }

        @Override
        public void onGap(Offset resumesAfter) {
            // What came in the gap is unknown here; a client that is answered with nothing asks again and is told.
            List<Wait> all = new ArrayList<>();
            synchronized (lock) {
                waiting.values().forEach(all::addAll);
            }
            all.forEach(wait -> leave(wait, List.of()));
        }

        private void wake(String sessionId, CommittedEvent event) {
            waitingFor(sessionId).stream()
                    .filter(wait -> wait.isNews(event))
                    .forEach(wait ->
                            leave(wait, wait.caller().sees(event.projectId()) ? List.of(event.data()) : List.of()));
        }

        private List<Wait> waitingFor(String sessionId) {
            synchronized (lock) {
                return List.copyOf(waiting.getOrDefault(sessionId, Set.of()));
            }
        }
    }
}
