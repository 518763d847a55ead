package dev.maestro.server.backend.embedded;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.RecoverySessions;
import dev.maestro.server.backend.writing.RecoveryChange;
import dev.maestro.server.backend.writing.WriteQueue;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Recovery sessions in the store's file: changes go to the writer, finding looks at what waits there, too. */
final class EmbeddedRecoverySessions implements RecoverySessions {
    private final WriteQueue queue;
    private final ReadPool reads;
    private final Clock clock;
    private final long windowMs;

    EmbeddedRecoverySessions(WriteQueue queue, ReadPool reads, Clock clock, Duration window) {
        this.queue = queue;
        this.reads = reads;
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
        return queue.offer(pid, new RecoveryChange.Keep(state, RecoveryChange.CONNECTED));
    }

    @Override
    public CompletionStage<Void> gone(String pid) {
        return offerIfKept(pid, new RecoveryChange.Leave(clock.millis()));
    }

    @Override
    public CompletionStage<Void> forget(String pid) {
        return offerIfKept(pid, new RecoveryChange.Forget());
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
        long windowBegan = clock.millis() - windowMs;
        // First what waits: when that is stored meanwhile, the file shows it.
        Optional<RecoveryChange> unstored = queue.unstored(pid);
        return unstored.isPresent() ? find(pid, unstored.get(), windowBegan) : findStored(pid, windowBegan);
    }

    private Optional<JsonBytes> find(String pid, RecoveryChange unstored, long windowBegan) {
        return switch (unstored.type()) {
            case KEEP -> {
                RecoveryChange.Keep keep = (RecoveryChange.Keep) unstored;
                yield keep.goneAt() > windowBegan ? Optional.of(keep.state()) : Optional.empty();
            }
            case LEAVE ->
                ((RecoveryChange.Leave) unstored).goneAt() > windowBegan
                        ? findStored(pid, windowBegan)
                        : Optional.empty();
            case FORGET -> Optional.empty();
        };
    }

    private CompletionStage<Void> offerIfKept(String pid, RecoveryChange change) {
        return pid.length() > MAX_PID_LENGTH ? CompletableFuture.completedStage(null) : queue.offer(pid, change);
    }

    private Optional<JsonBytes> findStored(String pid, long windowBegan) {
        return reads.read(connection -> connection.recoveries().find(pid, windowBegan));
    }

    private static CompletionStage<Void> refused(String why) {
        return CompletableFuture.failedStage(new IllegalArgumentException(why));
    }
}
