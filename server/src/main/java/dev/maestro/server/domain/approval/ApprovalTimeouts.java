package dev.maestro.server.domain.approval;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.model.Approval;
import dev.maestro.protocol.model.ApprovalStatus;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.DocumentQuery;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.Tags;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends approvals that nobody answered in time.
 *
 * <p>Any node may look; which one ends an approval is decided by the commit. A node knows the deadlines of all that are
 * pending: it reads them when it starts and after a gap in the feed, some pages a turn, and learns of the others from the
 * feed. Only what is due is read whole.
 *
 * <p>Life-cycle: from {@link #open} to {@link #close}, which is idempotent. Threads: {@link #expireOverdue} blocks, and is
 * called by one thread at a time.
 */
public final class ApprovalTimeouts implements AutoCloseable {
    /** The most approvals that are ended in a turn: others wait for the thread that turns. */
    static final int MOST_ENDS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(ApprovalTimeouts.class);
    private static final int PAGE = 50;
    private static final int MOST_PAGES = 20;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private final Commits commits;
    private final Clock clock;
    private final Deadlines deadlines = new Deadlines();
    private final EventFeed.Subscription news;
    // Set on the feed's thread: what is known may not be all.
    private volatile boolean gap = true;
    // Where the reading of what is pending stands; touched by the one caller.
    private boolean reading;
    private @Nullable String cursor;

    private ApprovalTimeouts(Commits commits, Clock clock) {
        this.commits = commits;
        this.clock = clock;
        Backend backend = commits.backend();
        this.news = backend.feed().subscribe(backend.feed().head(), new Listener());
    }

    /** Starts to listen for new approvals. */
    public static ApprovalTimeouts open(Commits commits, Clock clock) {
        return new ApprovalTimeouts(commits, clock);
    }

    /** What the deadlines need of an approval. */
    record Pending(String id, long timeoutAt) {}

    /**
     * Ends approvals whose time is over, at most {@value #MOST_ENDS}; called about once a second. Costs nothing when none is
     * due. One that cannot be ended is logged, and tried again later and later.
     *
     * @return how many were ended here
     * @throws BackendUnavailableException if the store is away; what is due stays due
     */
    public int expireOverdue() {
        readPending();
        int ended = 0;
        for (Deadlines.Due due : deadlines.due(clock.millis(), MOST_ENDS)) {
            if (expire(due)) {
                ended++;
            }
        }
        return ended;
    }

    @Override
    public void close() {
        news.close();
    }

    private void readPending() {
        if (gap) {
            gap = false;
            deadlines.clear();
            cursor = null;
            reading = true;
        }
        for (int i = 0; reading && i < MOST_PAGES; i++) {
            DocumentPage page = commits.backend()
                    .list(new DocumentQuery(
                            Shelves.APPROVALS.kind(),
                            null,
                            Set.of(Tags.status(ApprovalStatus.PENDING.wire())),
                            cursor,
                            PAGE));
            page.documents().forEach(this::add);
            cursor = page.next();
            reading = cursor != null;
        }
    }

    // What was answered since the page was read is found to be so when it is due.
    private void add(StoredDocument stored) {
        try {
            Pending pending = stored.body().asKnown(Pending.class);
            deadlines.add(stored.key().id(), stored.projectId(), pending.timeoutAt());
        } catch (IllegalStateException e) {
            LOG.atError()
                    .addKeyValue("approval", stored.key().id())
                    .setCause(e)
                    .log("an approval cannot be read, and is not ended");
        }
    }

    private boolean expire(Deadlines.Due due) {
        try {
            boolean ended = expire(due.id());
            deadlines.remove(due.id());
            return ended;
        } catch (BackendUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            if (due.failures() == 0) {
                LOG.atError()
                        .addKeyValue("approval", due.id())
                        .setCause(e)
                        .log("an approval could not be ended, and is tried again later");
            }
            deadlines.failed(due, clock.millis() + pauseAfter(due.failures()).toMillis());
            return false;
        }
    }

    private boolean expire(String id) {
        return commits.decide(draft -> {
            // Meanwhile it may have been answered, gone with its project, or been ended by another node.
            Optional<Held<Approval>> held = draft.find(Shelves.APPROVALS, id)
                    .filter(found -> found.document().status() == ApprovalStatus.PENDING)
                    .filter(found -> draft.find(
                                    Shelves.PROJECTS, found.document().projectId())
                            .isPresent());
            held.ifPresent(pending -> {
                draft.requireExists(Shelves.PROJECTS, pending.document().projectId());
                Resolution.TIMED_OUT.store(draft, pending);
            });
            return held.isPresent();
        });
    }

    private static Duration pauseAfter(int failures) {
        Duration pause = Duration.ofSeconds(1L << Math.min(failures, 20));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    private final class Listener implements EventFeed.Listener {
        @Override
        public void onEvents(List<CommittedEvent> events) {
            for (CommittedEvent event : events) {
                if (event.name() == EventName.APPROVAL_REQUESTED) {
                    Pending pending = event.data().asKnown(Pending.class);
                    deadlines.add(pending.id(), event.projectId(), pending.timeoutAt());
                } else if (event.name() == EventName.APPROVAL_RESOLVED) {
                    deadlines.remove(event.data().asKnown(Pending.class).id());
                } else if (event.name() == EventName.PROJECT_DELETED) {
                    deadlines.removeProject(event.projectId());
                }
            }
        }

        @Override
        public void onGap(Offset resumesAfter) {
            gap = true;
        }
    }
}
