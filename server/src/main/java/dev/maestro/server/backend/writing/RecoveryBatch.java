package dev.maestro.server.backend.writing;

import dev.maestro.server.backend.BackendUnavailableException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Changes of recovery sessions that are stored in one transaction.
 *
 * @param forgetsAll whether everything kept goes before the changes are made
 * @param changes at most one a pid, by pid, in the order in which they were first asked for
 * @param answers those who wait for it
 */
public record RecoveryBatch(
        boolean forgetsAll, Map<String, RecoveryChange> changes, List<CompletableFuture<Void>> answers) {
    public static final RecoveryBatch EMPTY = new RecoveryBatch(false, Map.of(), List.of());

    public boolean isEmpty() {
        return !forgetsAll && changes.isEmpty();
    }

    /** Returns what this does to a pid; empty when nothing. */
    public Optional<RecoveryChange> of(String pid) {
        RecoveryChange change = changes.get(pid);
        if (change != null) {
            return Optional.of(change);
        }
        return forgetsAll ? Optional.of(new RecoveryChange.Forget()) : Optional.empty();
    }

    public boolean keepsAny() {
        return changes.values().stream().anyMatch(change -> change.type() == RecoveryChange.Type.KEEP);
    }

    /** Leaves out the pids, which are secrets, and the states. */
    @Override
    public String toString() {
        return "RecoveryBatch[forgetsAll=" + forgetsAll + ", changes=" + changes.size() + "]";
    }

    public void answer() {
        answers.forEach(answer -> answer.complete(null));
    }

    public void fail(BackendUnavailableException failure) {
        answers.forEach(answer -> answer.completeExceptionally(failure));
    }
}
