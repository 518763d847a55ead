package dev.maestro.server.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Documents, events and commits for tests of backends, and ways to wait for them. */
public final class Sample {
    /** Longer than any step of a test takes on a loaded machine. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final long POLL_NANOS = 2_000_000;

    private Sample() {}

    public static DocumentKey task(String id) {
        return DocumentKey.of(DocumentKind.TASK, id);
    }

    /** Returns a put of a task in project {@code p}. */
    public static Change.Put put(String id, long expectedVersion, String... tags) {
        return putIn("p", id, expectedVersion, tags);
    }

    public static Change.Put putIn(String project, String id, long expectedVersion, String... tags) {
        return new Change.Put(
                task(id),
                project,
                expectedVersion,
                Set.of(tags),
                JsonBytes.of(Map.of("id", id, "version", expectedVersion + 1)));
    }

    public static Change.Delete delete(String id, long expectedVersion) {
        return new Change.Delete(task(id), expectedVersion);
    }

    /** Returns an event of project {@code p} that says which version a task now has; 0 when it is gone. */
    public static NewEvent event(String id, long version) {
        return eventIn("p", id, version);
    }

    public static NewEvent eventIn(String project, String id, long version) {
        return new NewEvent(
                version == 0 ? EventName.TASK_DELETED : EventName.TASK_UPDATED,
                project,
                List.of("s-" + id),
                JsonBytes.of(Map.of("id", id, "version", version)));
    }

    /** Returns a commit of changes without news. */
    public static Commit commitOf(Change... changes) {
        return new Commit(List.of(), List.of(changes), List.of(), null);
    }

    /** Returns a commit of news without changes. */
    public static Commit commitOf(NewEvent... events) {
        return new Commit(List.of(), List.of(), List.of(events), null);
    }

    /** Returns a commit that stores a task and tells of it. */
    public static Commit told(String id, long expectedVersion) {
        return Commit.builder()
                .change(put(id, expectedVersion))
                .event(event(id, expectedVersion + 1))
                .build();
    }

    public static CommitResult commit(Backend backend, Commit commit) {
        return await(backend.commit(commit));
    }

    /** Commits what must not fail. */
    public static CommitResult.Committed committed(Backend backend, Commit commit) {
        CommitResult result = commit(backend, commit);
        assertThat(result).isInstanceOf(CommitResult.Committed.class);
        return (CommitResult.Committed) result;
    }

    /** Commits what must conflict. */
    public static void conflicts(Backend backend, Commit commit) {
        assertThat(commit(backend, commit)).isInstanceOf(CommitResult.Conflict.class);
    }

    public static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e);
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("not answered", e);
        }
    }

    /** Looks again and again until it holds. */
    public static void await(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline for: " + what).isLessThan(deadline);
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
