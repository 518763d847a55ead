package dev.maestro.server.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.backend.Offset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of the log: its epoch, and the last event it has heard of, by reading or by committing.
 *
 * <p>Every connection that writes or follows the log is opened here first: whoever knew more of the log than a Redis that
 * was restarted has left begins a new epoch ({@code open.lua}). For that it is kept from which tenure of a Redis process
 * something is known.
 *
 * <p>Threads: thread-safe; {@link #open} blocks.
 */
final class RedisLog {
    private static final RedisScript OPEN = RedisScript.named("open.lua");
    private static final int MAX_PAST = 100;

    private final RedisKeys keys;

    @GuardedBy("this")
    private @Nullable Offset known;

    /** What a Redis process is called while it has the log: its tenure when last opened. The newest are kept. */
    @GuardedBy("this")
    private final Map<String, String> tenures = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MAX_PAST;
        }
    };

    /** The last event of the known epoch that is known from a tenure, until the log was opened on a later one. */
    @GuardedBy("this")
    private final Map<String, Long> knownFrom = new HashMap<>();

    /** Those that were followed by another, newest last. */
    @GuardedBy("this")
    private final Deque<String> pastEpochs = new ArrayDeque<>();

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
        Map<String, Long> told;
        List<byte[]> arguments = new ArrayList<>();
        synchronized (this) {
            Offset before = known;
            told = Map.copyOf(knownFrom);
            add(arguments, session.run());
            add(arguments, before == null ? "" : before.epoch());
            add(arguments, Long.toString(before == null ? 0 : before.sequence()));
            add(arguments, newName());
            add(arguments, String.join(" ", pastEpochs));
        }
        told.forEach((tenure, sequence) -> {
            add(arguments, tenure);
            add(arguments, Long.toString(sequence));
        });
        List<?> reply = (List<?>) OPEN.run(
                session.jedis(), List.of(bytes(keys.state()), bytes(keys.runs()), bytes(keys.log())), arguments);
        String epoch = new String((byte[]) reply.get(0), UTF_8);
        State state = new State(new Offset(epoch, (Long) reply.get(1)), new Offset(epoch, (Long) reply.get(2)));
        opened(state, session.run(), new String((byte[]) reply.get(3), UTF_8), told);
        return state;
    }

    /**
     * Learns of an event, read or committed over a connection that was opened. What is of an epoch that has ended changes
     * nothing.
     *
     * @param run the Redis process it is known from
     */
    synchronized void learn(Offset offset, String run) {
        String tenure = tenures.get(run);
        if (tenure != null) {
            learnFrom(offset, tenure);
        }
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

    private synchronized void opened(State state, String run, String tenure, Map<String, Long> told) {
        if (pastEpochs.contains(state.head().epoch())) {
            // The reply is older than what is known since; its tenure is not that of the process any more.
            return;
        }
        tenures.put(run, tenure);
        learnFrom(state.head(), tenure);
        // These were found to be in the log; what was learnt from them meanwhile was not.
        told.forEach((each, sequence) -> {
            if (!each.equals(tenure)) {
                knownFrom.remove(each, sequence);
            }
        });
    }

    @GuardedBy("this")
    private void learnFrom(Offset offset, String tenure) {
        if (pastEpochs.contains(offset.epoch())) {
            return;
        }
        Offset before = known;
        if (before != null && !before.epoch().equals(offset.epoch())) {
            pastEpochs.addLast(before.epoch());
            if (pastEpochs.size() > MAX_PAST) {
                pastEpochs.removeFirst();
            }
            knownFrom.clear();
            before = null;
        }
        if (before == null || offset.isAfter(before)) {
            known = offset;
        }
        knownFrom.merge(tenure, offset.sequence(), Math::max);
    }

    private static void add(List<byte[]> arguments, String text) {
        arguments.add(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String newName() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
