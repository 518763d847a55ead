package dev.maestro.server.backend.redis;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.RecoverySessions;
import dev.maestro.server.backend.writing.RecoveryChange;
import dev.maestro.server.backend.writing.WriteQueue;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Recovery sessions in Redis: changes go to the writer, finding looks at what waits there, too.
 *
 * <p>A visit's number is the time at which it began, but larger than that of the visit before, which whoever comes back is
 * found by; so it does not matter whose clock is ahead.
 */
final class RedisRecoverySessions implements RecoverySessions {
    private final WriteQueue queue;
    private final RedisLink link;
    private final RedisRecoveries recoveries;
    private final Clock clock;
    private final long windowMs;

    // The visits of those that are connected here, by pid.
    private final Map<String, Long> visits = new ConcurrentHashMap<>();
    private final LastVisits lastVisits = new LastVisits();

    RedisRecoverySessions(WriteQueue queue, RedisLink link, RedisRecoveries recoveries, Clock clock, Duration window) {
        this.queue = queue;
        this.link = link;
        this.recoveries = recoveries;
        this.clock = clock;
        this.windowMs = window.toMillis();
    }

    @Override
    public CompletionStage<Void> save(String pid, JsonBytes state) {
        if (pid.length() > MAX_PID_LENGTH) {
            return refused("pid is " + pid.length() + " characters, at most " + MAX_PID_LENGTH);
        }
        if (state.lengthBytes() > MAX_STATE_BYTES) {
            return refused("state is " + state.lengthBytes() + " bytes, at most " + MAX_STATE_BYTES);
        }
        long visit = visits.computeIfAbsent(pid, begun -> Math.max(clock.millis(), lastVisits.of(begun) + 1));
        return queue.offer(pid, new RecoveryChange.Keep(state, RecoveryChange.CONNECTED, visit));
    }

    @Override
    public CompletionStage<Void> gone(String pid) {
        return offerIfKept(pid, new RecoveryChange.Leave(clock.millis(), endVisit(pid)));
    }

    @Override
    public CompletionStage<Void> forget(String pid) {
        return offerIfKept(pid, new RecoveryChange.Forget(endVisit(pid)));
    }

    @Override
    public CompletionStage<Void> forgetAll() {
        return queue.offerToForgetAll();
    }

    @Override
    public Optional<JsonBytes> find(String pid) {
        if (pid.length() > MAX_PID_LENGTH) {
            return Optional.empty();
        }
        // First what waits: when that is stored meanwhile, Redis shows it.
        Optional<RecoveryChange> unstored = queue.unstored(pid);
        return unstored.isPresent()
                ? find(pid, unstored.get())
                : findStored(pid).map(RedisRecoveries.Found::state);
    }

    private Optional<JsonBytes> find(String pid, RecoveryChange unstored) {
        long windowBegan = clock.millis() - windowMs;
        return switch (unstored.type()) {
            case KEEP -> {
                RecoveryChange.Keep keep = (RecoveryChange.Keep) unstored;
                yield keep.goneAt() > windowBegan ? Optional.of(keep.state()) : Optional.empty();
            }
            case LEAVE -> {
                RecoveryChange.Leave leave = (RecoveryChange.Leave) unstored;
                // Of a later visit, elsewhere, this says nothing.
                yield findStored(pid)
                        .filter(found -> found.visit() > leave.visit() || leave.goneAt() > windowBegan)
                        .map(RedisRecoveries.Found::state);
            }
            case FORGET -> Optional.empty();
        };
    }

    private Optional<RedisRecoveries.Found> findStored(String pid) {
        Optional<RedisRecoveries.Found> found = link.read(jedis -> recoveries.find(jedis, pid, clock.millis()));
        found.ifPresent(kept -> lastVisits.note(pid, kept.visit()));
        return found;
    }

    /** Returns the visit that ends; {@link RecoveryChange#ANY_VISIT} when none has begun here. */
    private long endVisit(String pid) {
        Long visit = visits.remove(pid);
        if (visit == null) {
            return RecoveryChange.ANY_VISIT;
        }
        lastVisits.note(pid, visit);
        return visit;
    }

    private CompletionStage<Void> offerIfKept(String pid, RecoveryChange change) {
        return pid.length() > MAX_PID_LENGTH ? CompletableFuture.completedStage(null) : queue.offer(pid, change);
    }

    private static CompletionStage<Void> refused(String why) {
        return CompletableFuture.failedStage(new IllegalArgumentException(why));
    }
}
