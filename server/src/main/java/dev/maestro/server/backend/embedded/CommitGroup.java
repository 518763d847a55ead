package dev.maestro.server.backend.embedded;

import dev.maestro.server.backend.Change;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.CommitResult;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.Condition;
import dev.maestro.server.backend.IdempotentAnswer;
import dev.maestro.server.backend.NewEvent;
import dev.maestro.server.backend.Offset;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Commits applied one after the other in one transaction of the store.
 *
 * <p>Each is checked against what those before it left, before anything of it is written: one that conflicts leaves no
 * trace. What is applied counts only when the transaction is committed.
 *
 * <p>Threads: confined to the writer thread.
 */
final class CommitGroup {
    private final StoreConnection connection;
    private final LogState before;
    private final Holdings holdings;
    private final List<CommittedEvent> events = new ArrayList<>();
    // The log as the commits applied so far leave it.
    private long head;
    private long lastOrd;

    CommitGroup(StoreConnection connection, LogState before, Holdings holdings) {
        this.connection = connection;
        this.before = before;
        this.holdings = holdings;
        this.head = before.head();
        this.lastOrd = before.lastOrd();
    }

    /**
     * Applies a commit.
     *
     * @param now the time of the commit, epoch milliseconds
     * @throws SQLException if the store fails; then the whole transaction must be undone
     */
    CommitResult apply(Commit commit, long now) throws SQLException {
        Optional<IdempotentAnswer> kept = keptAnswer(commit, now);
        if (kept.isPresent()) {
            return new CommitResult.Repeated(kept.get());
        }
        for (Condition condition : commit.conditions()) {
            String broken = broken(condition);
            if (broken != null) {
                return new CommitResult.Conflict(broken);
            }
        }
        List<Optional<DocumentTable.Place>> places = new ArrayList<>();
        for (Change change : commit.changes()) {
            Optional<DocumentTable.Place> place = connection.documents().place(change.key());
            String broken = broken(change, place);
            if (broken != null) {
                return new CommitResult.Conflict(broken);
            }
            places.add(place);
        }
        return write(commit, places, now);
    }

    /** Writes what the commits share; returns the log as it is once the transaction is committed. */
    LogState finish() throws SQLException {
        LogState after = new LogState(before.epoch(), head, before.trimmed(), lastOrd);
        if (!after.equals(before)) {
            after.write(connection);
        }
        return after;
    }

    /** Returns the events of all commits applied, in order. */
    List<CommittedEvent> events() {
        return events;
    }

    private Optional<IdempotentAnswer> keptAnswer(Commit commit, long now) throws SQLException {
        Optional<IdempotentAnswer> wanted = commit.idempotentAnswer();
        return wanted.isEmpty()
                ? Optional.empty()
                : connection.answers().find(wanted.get().scope(), wanted.get().key(), now);
    }

    private @Nullable String broken(Condition condition) throws SQLException {
        return switch (condition.type()) {
            case EXISTS -> brokenExists((Condition.Exists) condition);
            case AT_VERSION -> brokenVersion((Condition.AtVersion) condition);
            case PROJECT_UNCHANGED -> brokenUnchanged((Condition.ProjectUnchanged) condition);
            case LEASE_HELD -> brokenLease((Condition.LeaseHeld) condition);
        };
    }

    private @Nullable String brokenExists(Condition.Exists condition) throws SQLException {
        return connection.documents().place(condition.key()).isPresent() ? null : condition.key() + " does not exist";
    }

    private @Nullable String brokenVersion(Condition.AtVersion condition) throws SQLException {
        long version = version(connection.documents().place(condition.key()));
        return version == condition.version()
                ? null
                : condition.key() + " is at version " + version + ", not " + condition.version();
    }

    private @Nullable String brokenUnchanged(Condition.ProjectUnchanged condition) throws SQLException {
        Offset since = condition.since();
        if (!since.epoch().equals(before.epoch())) {
            return "the offset " + since.text() + " is of another log";
        }
        long last = connection.events().projectHead(condition.projectId());
        return last <= since.sequence()
                ? null
                : "project " + condition.projectId() + " had native event " + last + " after " + since.sequence();
    }

    private @Nullable String brokenLease(Condition.LeaseHeld condition) {
        return holdings.isHeld(condition.lease())
                ? null
                : "the lease " + condition.lease().name() + " is over";
    }

    private static @Nullable String broken(Change change, Optional<DocumentTable.Place> place) {
        return switch (change.type()) {
            case PUT -> {
                Change.Put put = (Change.Put) change;
                String moved = place.isPresent() && !place.get().projectId().equals(put.projectId())
                        ? put.key() + " belongs to project " + place.get().projectId() + ", not " + put.projectId()
                        : null;
                String outdated = outdated(put.expectedVersion(), change, place);
                yield outdated == null ? moved : outdated;
            }
            case DELETE -> outdated(((Change.Delete) change).expectedVersion(), change, place);
        };
    }

    private static @Nullable String outdated(long expected, Change change, Optional<DocumentTable.Place> place) {
        long version = version(place);
        return version == expected ? null : change.key() + " is at version " + version + ", not " + expected;
    }

    private static long version(Optional<DocumentTable.Place> place) {
        return place.isPresent() ? place.get().version() : 0;
    }

    private CommitResult write(Commit commit, List<Optional<DocumentTable.Place>> places, long now)
            throws SQLException {
        for (int i = 0; i < places.size(); i++) {
            write(commit.changes().get(i), places.get(i));
        }
        Map<String, Long> projectHeads = new HashMap<>();
        for (NewEvent event : commit.events()) {
            head++;
            CommittedEvent committed = new CommittedEvent(
                    new Offset(before.epoch(), head),
                    now,
                    event.name(),
                    event.projectId(),
                    event.sessionIds(),
                    event.data());
            connection.events().append(committed);
            events.add(committed);
            if (Condition.ProjectUnchanged.isBrokenBy(event.name())) {
                projectHeads.put(event.projectId(), head);
            }
        }
        for (Map.Entry<String, Long> project : projectHeads.entrySet()) {
            connection.events().setProjectHead(project.getKey(), project.getValue());
        }
        if (commit.idempotentAnswer().isPresent()) {
            connection.answers().keep(commit.idempotentAnswer().get(), now);
        }
        return new CommitResult.Committed(new Offset(before.epoch(), head), now);
    }

    private void write(Change change, Optional<DocumentTable.Place> place) throws SQLException {
        switch (change.type()) {
            case PUT -> {
                Change.Put put = (Change.Put) change;
                if (place.isPresent()) {
                    connection.documents().update(put, place.get());
                } else {
                    lastOrd++;
                    connection.documents().insert(put, lastOrd);
                }
            }
            case DELETE -> connection.documents().delete(change.key(), place.orElseThrow());
        }
    }
}
