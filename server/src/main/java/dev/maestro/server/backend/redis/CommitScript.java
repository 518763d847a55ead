package dev.maestro.server.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Change;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.CommitResult;
import dev.maestro.server.backend.Condition;
import dev.maestro.server.backend.IdempotentAnswer;
import dev.maestro.server.backend.NewEvent;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.form.WordList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import redis.clients.jedis.params.SetParams;

/**
 * What {@code commit.lua} is told, and what it says.
 *
 * <p>Threads: immutable.
 */
final class CommitScript {
    private static final RedisScript SCRIPT = RedisScript.named("commit.lua");
    /** Longer than anybody asks again for the outcome of a group. */
    private static final Duration OUTCOME_KEPT = Duration.ofMinutes(10);

    private static final byte[] NOTHING = new byte[0];

    private final RedisKeys keys;
    private final List<byte[]> names;
    private final String trial;

    /**
     * Tells the script of one node.
     *
     * @param node the name of this life of this node; never used again
     */
    CommitScript(RedisKeys keys, String node) {
        this.keys = keys;
        this.names = List.of(
                keys.state().getBytes(UTF_8),
                keys.log().getBytes(UTF_8),
                keys.heads().getBytes(UTF_8),
                keys.lane(node).getBytes(UTF_8));
        this.trial = keys.of("trial", node);
    }

    /**
     * Writes something that takes memory, gone at once.
     *
     * @throws redis.clients.jedis.exceptions.JedisException if that fails
     */
    void tryWriting(RedisSession session) {
        String unused = session.jedis().set(trial, "", SetParams.setParams().px(1));
    }

    /** How a run ended. */
    enum Outcome {
        /** Each commit has its result. */
        DONE,
        /** The connection's log is not the one it was opened on: nothing was applied by this run. */
        AGAIN,
        /** It came too late: nothing was applied by this run, and will not be. */
        LATE,
        /** It had come before, and how it ended was lost: nothing was applied by this run. */
        LOST
    }

    /** How one commit ended: with a result, or because it could not be stored. */
    sealed interface Ending {}

    /** It was decided. */
    record Decided(CommitResult result) implements Ending {}

    /** Redis failed at it; what others committed in the same run stands. */
    record Failed(BackendUnavailableException cause) implements Ending {}

    /**
     * What the script said.
     *
     * @param endings of the commits, in their order; empty but for {@link Outcome#DONE}
     */
    record Reply(Outcome outcome, List<Ending> endings) {}

    /**
     * A group of commits on its way.
     *
     * @param number of the group among those of this node: the same when it is sent again
     * @param now the time of the commits, epoch milliseconds
     */
    record Group(long number, List<Commit> commits, long now) {}

    /**
     * Runs the script.
     *
     * @param deadlineMillis until when, by the clock of Redis, it may be applied
     * @throws redis.clients.jedis.exceptions.JedisException if that fails; then it may have been applied
     */
    Reply run(RedisSession session, Group group, long deadlineMillis) {
        List<byte[]> arguments = new ArrayList<>();
        add(arguments, keys.base());
        add(arguments, session.run());
        add(arguments, group.number());
        add(arguments, deadlineMillis);
        add(arguments, group.now());
        add(arguments, OUTCOME_KEPT.toMillis());
        add(arguments, group.commits().size());
        for (Commit commit : group.commits()) {
            List<byte[]> own = new ArrayList<>();
            add(own, commit);
            add(arguments, own.size());
            arguments.addAll(own);
        }
        return read((List<?>) SCRIPT.run(session.jedis(), names, arguments), group);
    }

    private static void add(List<byte[]> arguments, Commit commit) {
        Optional<IdempotentAnswer> answer = commit.idempotentAnswer();
        add(
                arguments,
                answer.map(kept -> RedisKeys.answerName(kept.scope(), kept.key()))
                        .orElse(""));
        add(arguments, answer.map(IdempotentAnswer::requestHash).orElse(""));
        add(arguments, answer.map(kept -> Integer.toString(kept.status())).orElse(""));
        arguments.add(answer.map(kept -> kept.body().array()).orElse(NOTHING));
        add(
                arguments,
                answer.map(kept -> Long.toString(kept.keepFor().toMillis())).orElse(""));
        add(arguments, commit.conditions().size());
        commit.conditions().forEach(condition -> add(arguments, condition));
        add(arguments, commit.changes().size());
        commit.changes().forEach(change -> add(arguments, change));
        add(arguments, commit.events().size());
        commit.events().forEach(event -> add(arguments, event));
    }

    private static void add(List<byte[]> arguments, Condition condition) {
        switch (condition.type()) {
            case EXISTS -> {
                Condition.Exists exists = (Condition.Exists) condition;
                add(arguments, "E");
                add(arguments, exists.key().kind().name());
                add(arguments, exists.key().id());
            }
            case AT_VERSION -> {
                Condition.AtVersion at = (Condition.AtVersion) condition;
                add(arguments, "V");
                add(arguments, at.key().kind().name());
                add(arguments, at.key().id());
                add(arguments, at.version());
            }
            case PROJECT_UNCHANGED -> {
                Condition.ProjectUnchanged unchanged = (Condition.ProjectUnchanged) condition;
                add(arguments, "U");
                add(arguments, unchanged.projectId());
                add(arguments, unchanged.since().epoch());
                add(arguments, unchanged.since().sequence());
            }
            case LEASE_HELD -> {
                Condition.LeaseHeld held = (Condition.LeaseHeld) condition;
                add(arguments, "L");
                add(arguments, held.lease().name());
                add(arguments, held.lease().token());
            }
        }
    }

    private static void add(List<byte[]> arguments, Change change) {
        switch (change.type()) {
            case PUT -> {
                Change.Put put = (Change.Put) change;
                add(arguments, "P");
                add(arguments, put.key().kind().name());
                add(arguments, put.key().id());
                add(arguments, put.projectId());
                add(arguments, put.expectedVersion());
                // In one order, so that equal tags are equal texts.
                TreeSet<String> tags = new TreeSet<>(put.tags());
                add(arguments, WordList.write(tags));
                arguments.add(put.body().array());
                add(arguments, tags.size());
                tags.forEach(tag -> add(arguments, tag));
            }
            case DELETE -> {
                add(arguments, "D");
                add(arguments, change.key().kind().name());
                add(arguments, change.key().id());
                add(arguments, ((Change.Delete) change).expectedVersion());
            }
        }
    }

    private static void add(List<byte[]> arguments, NewEvent event) {
        add(arguments, event.name().wire());
        add(arguments, event.projectId());
        add(arguments, WordList.write(event.sessionIds()));
        arguments.add(event.data().array());
        add(arguments, Condition.ProjectUnchanged.isBrokenBy(event.name()) ? "1" : "0");
    }

    private static void add(List<byte[]> arguments, String text) {
        arguments.add(text.getBytes(UTF_8));
    }

    private static void add(List<byte[]> arguments, long number) {
        add(arguments, Long.toString(number));
    }

    private static Reply read(List<?> reply, Group group) {
        String outcome = RedisReads.text(reply.get(0));
        return switch (outcome) {
            case "again" -> new Reply(Outcome.AGAIN, List.of());
            case "late" -> new Reply(Outcome.LATE, List.of());
            case "lost" -> new Reply(Outcome.LOST, List.of());
            case "done" -> new Reply(Outcome.DONE, endings(reply, group));
            default -> throw new IllegalStateException("the script says " + outcome);
        };
    }

    private static List<Ending> endings(List<?> reply, Group group) {
        String epoch = RedisReads.text(reply.get(1));
        List<Ending> endings = new ArrayList<>();
        for (int i = 0; i < group.commits().size(); i++) {
            List<?> result = (List<?>) reply.get(i + 2);
            endings.add(ending(result, epoch, group.commits().get(i), group.now()));
        }
        return endings;
    }

    private static Ending ending(List<?> result, String epoch, Commit commit, long now) {
        String type = RedisReads.text(result.get(0));
        return switch (type) {
            case "C" ->
                new Decided(new CommitResult.Committed(
                        new Offset(epoch, Long.parseLong(RedisReads.text(result.get(1)))), now));
            case "X" -> new Decided(new CommitResult.Conflict(RedisReads.text(result.get(1))));
            case "R" -> {
                IdempotentAnswer asked = commit.idempotentAnswer().orElseThrow();
                yield new Decided(new CommitResult.Repeated(RedisReads.answer(asked.scope(), asked.key(), result, 1)));
            }
            case "E" -> {
                String why = "Redis failed to store this: " + RedisReads.text(result.get(1));
                yield new Failed(
                        RedisReads.text(result.get(2)).equals("1")
                                ? BackendUnavailableException.outcomeUnknown(why, null)
                                : new BackendUnavailableException(why));
            }
            default -> throw new IllegalStateException("the script says " + type);
        };
    }
}
