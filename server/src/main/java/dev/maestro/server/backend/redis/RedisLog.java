package dev.maestro.server.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.backend.Offset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of the log: its epoch, and the last event it has heard of, by reading or by committing.
 *
 * <p>Every connection that writes or follows the log is opened here first: whoever knew more of the log than a Redis that
 * was restarted has left begins a new epoch ({@code open.lua}).
 *
 * <p>Threads: thread-safe; {@link #open} blocks.
 */
final class RedisLog {
    private static final RedisScript OPEN = RedisScript.named("open.lua");

    private final RedisKeys keys;

    @GuardedBy("this")
    private @Nullable Offset known;

    /** The Redis process from which it is known. */
    @GuardedBy("this")
    private String knownRun = "";

    /** Those that were followed by another; there are few. */
    @GuardedBy("this")
    private final Set<String> pastEpochs = new HashSet<>();

    RedisLog(RedisKeys keys) {
        this.keys = keys;
    }

    /**
     * The log as it was a moment ago.
     *
     * @param head its last event
     * @param trimmed the last event removed from it
     */
    record State(Offset head, Offset trimmed) {}

    /**
     * Opens the log on a connection; also to look whether it is still the same log.
     *
     * @throws redis.clients.jedis.exceptions.JedisException if that fails
     */
    State open(RedisSession session) {
        Offset before;
        String runBefore;
        synchronized (this) {
            before = known;
            runBefore = knownRun;
        }
        List<byte[]> arguments = List.of(
                session.run().getBytes(UTF_8),
                (before == null ? "" : before.epoch()).getBytes(UTF_8),
                Long.toString(before == null ? 0 : before.sequence()).getBytes(UTF_8),
                runBefore.getBytes(UTF_8),
                newEpoch().getBytes(UTF_8));
        List<?> reply = (List<?>) OPEN.run(
                session.jedis(),
                List.of(
                        keys.state().getBytes(UTF_8),
                        (keys.base() + "runs").getBytes(UTF_8),
                        keys.log().getBytes(UTF_8)),
                arguments);
        String epoch = new String((byte[]) reply.get(0), UTF_8);
        State state = new State(new Offset(epoch, (Long) reply.get(1)), new Offset(epoch, (Long) reply.get(2)));
        opened(state.head(), session.run());
        return state;
    }

    /**
     * Learns of an event, read or committed over a connection that was opened. What is of an earlier epoch, or of an earlier
     * process and not news, changes nothing.
     */
    synchronized void learn(Offset offset, String run) {
        Offset before = known;
        if (pastEpochs.contains(offset.epoch())) {
            return;
        }
        boolean news = before == null || !before.epoch().equals(offset.epoch()) || offset.isAfter(before);
        if (news) {
            if (before != null && !before.epoch().equals(offset.epoch())) {
                pastEpochs.add(before.epoch());
            }
            known = offset;
            // A process that has ended since may have taken it along: the next opening will see.
            knownRun = run;
        }
    }

    private synchronized void opened(Offset head, String run) {
        learn(head, run);
        knownRun = run;
    }

    /**
     * Returns the last event known of.
     *
     * @throws IllegalStateException if the log was never opened
     */
    synchronized Offset head() {
        Offset offset = known;
        if (offset == null) {
            throw new IllegalStateException("the log was not opened");
        }
        return offset;
    }

    private static String newEpoch() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
