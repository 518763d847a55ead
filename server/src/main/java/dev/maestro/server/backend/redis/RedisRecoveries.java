package dev.maestro.server.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.RecoverySessions;
import dev.maestro.server.backend.writing.RecoveryBatch;
import dev.maestro.server.backend.writing.RecoveryChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;

/**
 * What Redis keeps of sockets ({@code recovery.lua}).
 *
 * <p>Each session is kept by the life of a node: of one that runs on, those are connected that are not noted as gone; of one
 * that has ended they count as gone since it was last known to run, which each notes about once a second. Nobody has to
 * find out which lives have ended. What a node says of a visit is of no effect once the socket has come back elsewhere.
 *
 * <p>Keys: {@code recovery:states} and {@code recovery:places} hashes, {@code recovery:gone} sorted set,
 * {@code recovery:lives} hash, {@code recovery:of:life} a set of pids each.
 *
 * <p>Threads: those that take a session are confined to the writer thread; {@link #find} is thread-safe.
 */
final class RedisRecoveries {
    private static final Logger LOG = LoggerFactory.getLogger(RedisRecoveries.class);
    private static final RedisScript SCRIPT = RedisScript.named("recovery.lua");

    // Bound how long Redis is kept from others by one run of the script: some milliseconds.
    private static final long SLICE_BYTES = 4L << 20;
    private static final int A_BITE = 500;
    private static final int MAX_BITES = 20;
    private static final long STEADY_MS = 5_000;

    private final List<byte[]> keys;
    private final byte[] sets;
    private final byte[] life;
    private final long windowMs;
    private final int most;

    // Confined to the writer thread.
    private boolean toldOfTooMany;
    private long upkeptAt;
    private long steadySince;

    /**
     * Makes those of one life.
     *
     * @param life a name that no other life has
     * @param window how long a session is kept once its connection is gone
     */
    RedisRecoveries(RedisKeys keys, String life, Duration window) {
        this(keys, life, window, RecoverySessions.MAX_KEPT);
    }

    RedisRecoveries(RedisKeys keys, String life, Duration window, int most) {
        this.keys = List.of(key(keys, "states"), key(keys, "places"), key(keys, "gone"), key(keys, "lives"));
        this.sets = key(keys, "of:");
        this.life = life.getBytes(UTF_8);
        this.windowMs = window.toMillis();
        this.most = most;
    }

    /**
     * What was found.
     *
     * @param goneAt when the connection went, as far as is known; {@link RecoveryChange#CONNECTED} when it is connected here
     */
    record Found(JsonBytes state, long visit, long goneAt) {}

    /** Returns the session kept under a pid, if it is connected or its window is not over. */
    Optional<Found> find(Jedis jedis, String pid, long now) {
        List<byte[]> arguments = arguments("find", now);
        arguments.add(pid.getBytes(UTF_8));
        Object reply = SCRIPT.run(jedis, keys, arguments);
        if (!(reply instanceof List<?> found)) {
            return Optional.empty();
        }
        String goneAt = new String((byte[]) found.get(2), UTF_8);
        return Optional.of(new Found(
                JsonBytes.ofUtf8((byte[]) found.get(0)),
                Long.parseLong(new String((byte[]) found.get(1), UTF_8)),
                goneAt.isEmpty() ? RecoveryChange.CONNECTED : Long.parseLong(goneAt)));
    }

    /** Makes the changes of a batch; when that fails some may have been made. */
    void apply(RedisSession session, RecoveryBatch batch, long now) {
        boolean forgetsAll = batch.forgetsAll();
        List<Map.Entry<String, RecoveryChange>> slice = new ArrayList<>();
        long bytes = 0;
        for (Map.Entry<String, RecoveryChange> entry : batch.changes().entrySet()) {
            long size = entry.getValue() instanceof RecoveryChange.Keep keep
                    ? keep.state().lengthBytes()
                    : 0;
            if (!slice.isEmpty() && bytes + size > SLICE_BYTES) {
                apply(session, forgetsAll, slice, now);
                forgetsAll = false;
                slice.clear();
                bytes = 0;
            }
            slice.add(entry);
            bytes += size;
        }
        if (forgetsAll || !slice.isEmpty()) {
            apply(session, forgetsAll, slice, now);
        }
    }

    /**
     * Notes that this life runs, removes those whose window is over, and those over the most that are kept. To be called
     * about once a second.
     */
    void upkeep(RedisSession session, long now) {
        List<byte[]> arguments = arguments("upkeep", now);
        arguments.add(text(A_BITE));
        arguments.add(text(most));
        arguments.add(text(isSteady(now) ? 1 : 0));
        boolean more = true;
        for (int i = 0; i < MAX_BITES && more; i++) {
            List<?> reply = (List<?>) SCRIPT.run(session.jedis(), keys, arguments);
            more = (Long) reply.get(0) >= A_BITE;
            tellOnce((Long) reply.get(1));
        }
    }

    /**
     * Returns whether other lives that were not heard of can be taken for over. Not when this one could not say anything
     * itself a moment ago: Redis was away, or the clock jumped, and so it may be with the others.
     */
    private boolean isSteady(long now) {
        if (now < upkeptAt || now - upkeptAt > STEADY_MS) {
            steadySince = now;
        }
        upkeptAt = now;
        return now - steadySince > STEADY_MS;
    }

    /** Notes that this life ran until now. */
    void end(RedisSession session, long now) {
        apply(session, false, List.of(), now);
    }

    private void apply(
            RedisSession session, boolean forgetsAll, List<Map.Entry<String, RecoveryChange>> changes, long now) {
        List<byte[]> arguments = arguments("apply", now);
        arguments.add(text(forgetsAll ? 1 : 0));
        arguments.add(text(changes.size()));
        changes.forEach(entry -> add(arguments, entry.getKey(), entry.getValue()));
        Object unused = SCRIPT.run(session.jedis(), keys, arguments);
    }

    private static void add(List<byte[]> arguments, String pid, RecoveryChange change) {
        byte[] name = pid.getBytes(UTF_8);
        switch (change.type()) {
            case KEEP -> {
                RecoveryChange.Keep keep = (RecoveryChange.Keep) change;
                byte[] goneAt = keep.goneAt() == RecoveryChange.CONNECTED ? new byte[0] : text(keep.goneAt());
                arguments.addAll(List.of(
                        text("K"),
                        name,
                        text(keep.visit()),
                        goneAt,
                        keep.state().array()));
            }
            case LEAVE -> {
                RecoveryChange.Leave leave = (RecoveryChange.Leave) change;
                arguments.addAll(List.of(text("L"), name, text(leave.visit()), text(leave.goneAt())));
            }
            case FORGET -> arguments.addAll(List.of(text("F"), name, text(((RecoveryChange.Forget) change).visit())));
        }
    }

    private List<byte[]> arguments(String action, long now) {
        return new ArrayList<>(List.of(text(action), sets, life, text(now), text(now - windowMs)));
    }

    private void tellOnce(long tooMany) {
        if (tooMany > 0 && !toldOfTooMany) {
            toldOfTooMany = true;
            LOG.atWarn()
                    .addKeyValue("max", most)
                    .log("too many sockets to keep for recovery; those that went first are forgotten");
        }
    }

    private static byte[] key(RedisKeys keys, String name) {
        return keys.of("recovery", name).getBytes(UTF_8);
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] text(long number) {
        return Long.toString(number).getBytes(UTF_8);
    }
}
