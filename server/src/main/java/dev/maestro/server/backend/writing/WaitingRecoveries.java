package dev.maestro.server.backend.writing;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The changes of recovery sessions that wait for the writer, and those it is about to store; one a pid, into which
 * later ones are merged.
 *
 * <p>Two bounds: states, of which so many may wait, and {@value #MAX_STATE_BYTES} bytes of them; and what holds no
 * state, of which {@value #MAX_SMALL} more may wait, so that nobody who went is missed because others come.
 *
 * <p>Threads: guarded by the lock of {@link WriteQueue}.
 */
final class WaitingRecoveries {
    private static final long MAX_STATE_BYTES = 64L << 20;
    private static final int MAX_SMALL = 100_000;

    private final int maxStates;
    // First come first served: a change that is merged keeps the place of the first.
    private final LinkedHashMap<String, Waiting> waiting = new LinkedHashMap<>();
    // Whether everything kept goes before what waits is done, and who waits for that.
    private boolean forgetsAll;
    private List<CompletableFuture<Void>> forgetAnswers = new ArrayList<>();
    private int states;
    private long stateBytes;
    // Whether the writer is to be woken; what is not urgent goes along with what is, or when the writer looks round.
    private boolean urgent;
    private RecoveryBatch inFlight = RecoveryBatch.EMPTY;

    WaitingRecoveries(int maxStates) {
        this.maxStates = maxStates;
    }

    /** One answer for all who wait for a pid's change, so that asking again and again costs nothing. */
    private record Waiting(RecoveryChange change, CompletableFuture<Void> answer, CompletionStage<Void> stage) {
        static Waiting of(RecoveryChange change) {
            CompletableFuture<Void> answer = new CompletableFuture<>();
            return new Waiting(change, answer, answer.minimalCompletionStage());
        }

        Waiting with(RecoveryChange merged) {
            return new Waiting(merged, answer, stage);
        }
    }

    /** Takes a change on; empty when too many wait. */
    Optional<CompletionStage<Void>> add(String pid, RecoveryChange change) {
        Waiting before = waiting.get(pid);
        RecoveryChange merged = before == null ? change : before.change().then(change);
        if (!fits(before, merged)) {
            return Optional.empty();
        }
        Waiting after = put(pid, before, merged);
        urgent |= change.type() != RecoveryChange.Type.LEAVE;
        return Optional.of(after.stage());
    }

    /** Takes on that all are to be forgotten; what waits is forgotten, too. */
    CompletionStage<Void> forgetAll() {
        waiting.values().forEach(superseded -> forgetAnswers.add(superseded.answer()));
        waiting.clear();
        states = 0;
        stateBytes = 0;
        forgetsAll = true;
        urgent = true;
        CompletableFuture<Void> answer = new CompletableFuture<>();
        forgetAnswers.add(answer);
        return answer.minimalCompletionStage();
    }

    /** Returns what is to become of a pid, by what waits or is being stored; empty when nothing is. */
    Optional<RecoveryChange> of(String pid) {
        Optional<RecoveryChange> before = forgetsAll ? Optional.of(new RecoveryChange.Forget()) : inFlight.of(pid);
        Waiting later = waiting.get(pid);
        if (later == null) {
            return before;
        }
        return Optional.of(before.map(earlier -> earlier.then(later.change())).orElse(later.change()));
    }

    /** Takes out what comes first; {@link #done} or {@link #failed} must follow before the next. */
    RecoveryBatch take(int max) {
        Map<String, RecoveryChange> changes = new LinkedHashMap<>();
        List<CompletableFuture<Void>> answers = forgetAnswers;
        boolean forgets = forgetsAll;
        Iterator<Map.Entry<String, Waiting>> next = waiting.entrySet().iterator();
        while (changes.size() < max && next.hasNext()) {
            Map.Entry<String, Waiting> entry = next.next();
            changes.put(entry.getKey(), entry.getValue().change());
            answers.add(entry.getValue().answer());
            count(entry.getValue().change(), -1);
            next.remove();
        }
        forgetsAll = false;
        forgetAnswers = new ArrayList<>();
        urgent &= !waiting.isEmpty();
        inFlight = new RecoveryBatch(forgets, changes, answers);
        return inFlight;
    }

    /** What was taken out is in the store, or nobody cares any more. */
    void done() {
        inFlight = RecoveryBatch.EMPTY;
    }

    /** What was taken out is not in the store: what must still happen waits again, without hurry. */
    void failed() {
        RecoveryBatch failed = inFlight;
        inFlight = RecoveryBatch.EMPTY;
        // Else all is to be forgotten that came before.
        if (!forgetsAll) {
            forgetsAll = failed.forgetsAll();
            failed.changes().forEach((pid, change) -> change.afterFailure().ifPresent(left -> putBack(pid, left)));
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty() && !forgetsAll;
    }

    boolean isUrgent() {
        return urgent;
    }

    private void putBack(String pid, RecoveryChange left) {
        Waiting later = waiting.get(pid);
        put(pid, later, later == null ? left : left.then(later.change()));
    }

    private Waiting put(String pid, @Nullable Waiting before, RecoveryChange change) {
        Waiting after = before == null ? Waiting.of(change) : before.with(change);
        if (before != null) {
            count(before.change(), -1);
        }
        count(change, 1);
        waiting.put(pid, after);
        return after;
    }

    private boolean fits(@Nullable Waiting before, RecoveryChange change) {
        if (before == null && waiting.size() + forgetAnswers.size() >= maxStates + MAX_SMALL) {
            return false;
        }
        long bytes = stateBytes(change);
        long bytesBefore = before == null ? 0 : stateBytes(before.change());
        boolean oneMore = bytes > 0 && bytesBefore == 0;
        return (!oneMore || states < maxStates) && stateBytes + bytes - bytesBefore <= MAX_STATE_BYTES;
    }

    private void count(RecoveryChange change, int sign) {
        if (change.type() == RecoveryChange.Type.KEEP) {
            states += sign;
            stateBytes += sign * stateBytes(change);
        }
    }

    private static long stateBytes(RecoveryChange change) {
        return change instanceof RecoveryChange.Keep keep ? keep.state().lengthBytes() : 0;
    }
}
