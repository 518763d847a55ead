package dev.maestro.server.domain;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.CommitResult;
import dev.maestro.server.backend.IdempotentAnswer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries changes out: attempt, commit, and when something else was faster, attempt anew.
 *
 * <p>Threads: thread-safe. Blocks until the commit is answered; never call it on an event loop.
 */
public final class Commits {
    /** How long the answer to an idempotency key is kept. */
    public static final Duration KEEP_ANSWERS = Duration.ofHours(24);

    private static final Logger LOG = LoggerFactory.getLogger(Commits.class);
    private static final int MOST_ATTEMPTS = 60;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    private final Backend backend;
    private final Clock clock;

    public Commits(Backend backend, Clock clock) {
        this.backend = backend;
        this.clock = clock;
    }

    /** Returns the backend all changes go to. */
    public Backend backend() {
        return backend;
    }

    /**
     * Makes a change.
     *
     * @param attempt reads, decides, gathers; called once or more, each time with an empty draft
     * @throws HubException what the attempt refused; {@code unavailable} if others were faster every time; {@code
     *     not_found} if the answer to repeat is of a project the caller has lost
     * @throws IdempotencyKeyReusedException if the caller's key named another request before
     * @throws BackendUnavailableException if the store could not be read or written
     */
    public Answer run(Caller caller, Function<Draft, Answer> attempt) {
        for (int i = 0; i < MOST_ATTEMPTS; i++) {
            Optional<Answer> earlier = caller.idempotency().flatMap(once -> backend.findAnswer(once.scope(), once.key())
                    .map(kept -> repeated(caller, once, kept)));
            if (earlier.isPresent()) {
                return earlier.get();
            }
            Draft draft = new Draft(backend, clock.millis());
            Answer answer = attempt.apply(draft);
            if (draft.isEmpty() && caller.idempotency().isEmpty()) {
                return answer;
            }
            Optional<Answer> committed = commit(caller, draft, answer);
            if (committed.isPresent()) {
                return committed.get();
            }
            pause(i);
        }
        throw HubException.of(ErrorCode.UNAVAILABLE, "too many changes at the same time; try again");
    }

    /**
     * Makes a change that nobody asked for over a transport, and so under no idempotency key.
     *
     * @param attempt reads, decides, gathers; called once or more, each time with an empty draft
     * @return what the attempt that was committed, or that changed nothing, returned
     * @throws HubException what the attempt refused; {@code unavailable} if others were faster every time
     * @throws BackendUnavailableException if the store could not be read or written
     */
    public <T> T decide(Function<Draft, T> attempt) {
        for (int i = 0; i < MOST_ATTEMPTS; i++) {
            Draft draft = new Draft(backend, clock.millis());
            T decided = attempt.apply(draft);
            if (draft.isEmpty() || store(backend, draft.commit().build()).type() == CommitResult.Type.COMMITTED) {
                return decided;
            }
            pause(i);
        }
        throw HubException.of(ErrorCode.UNAVAILABLE, "too many changes at the same time; try again");
    }

    /**
     * Commits once, whatever comes of it. Blocks until that is answered, 30 s at most.
     *
     * @throws BackendUnavailableException if the store is away or does not answer; {@link
     *     BackendUnavailableException#outcomeUnknown unknown} is then whether it is stored
     */
    public static CommitResult store(Backend backend, Commit commit) {
        try {
            return backend.commit(commit).toCompletableFuture().get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BackendUnavailableException unavailable) {
                throw unavailable;
            }
            throw new IllegalStateException("the commit failed", e.getCause());
        } catch (TimeoutException e) {
            throw BackendUnavailableException.outcomeUnknown("the store did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BackendUnavailableException.outcomeUnknown("interrupted", e);
        }
    }

    private Optional<Answer> commit(Caller caller, Draft draft, Answer answer) {
        caller.idempotency().ifPresent(once -> draft.commit()
                .answer(new IdempotentAnswer(
                        once.scope(), once.key(), once.requestHash(), answer.status(), answer.body(), KEEP_ANSWERS)));
        CommitResult result = store(backend, draft.commit().build());
        return switch (result.type()) {
            case COMMITTED -> Optional.of(answer);
            case REPEATED ->
                Optional.of(repeated(
                        caller, caller.idempotency().orElseThrow(), ((CommitResult.Repeated) result).answer()));
            case CONFLICT -> {
                LOG.atDebug()
                        .addKeyValue("reason", ((CommitResult.Conflict) result).reason())
                        .log("something else was faster, deciding anew");
                yield Optional.empty();
            }
        };
    }

    private static Answer repeated(Caller caller, Idempotency once, IdempotentAnswer kept) {
        if (!kept.requestHash().equals(once.requestHash())) {
            throw new IdempotencyKeyReusedException();
        }
        Answer answer = Answer.repeated(kept);
        requireStillSeen(caller, answer);
        return answer;
    }

    // Who lost a project since is not told again what was made there. Of a project that one made oneself the news may
    // still be on its way.
    private static void requireStillSeen(Caller caller, Answer answer) {
        String projectId = answer.body().tree().path("projectId").asText("");
        if (!projectId.isEmpty() && !projectId.equals(answer.id()) && !caller.sees(projectId)) {
            throw HubException.of(ErrorCode.NOT_FOUND, "no project " + projectId);
        }
    }

    // Callers that collided must not collide again in step.
    private static void pause(int attempt) {
        long most = Math.min(LONGEST_PAUSE_NANOS, 500_000L << Math.min(attempt, 10));
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most) + 1);
    }
}
