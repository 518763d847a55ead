package dev.maestro.server.backend.writing;

import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.CommitResult;
import java.util.List;

/** What is stored in one transaction. */
public record WriteGroup(List<PendingCommit> commits, RecoveryBatch recoveries) {
    public boolean isEmpty() {
        return commits.isEmpty() && recoveries.isEmpty();
    }

    /** Answers all; the results are of the commits, in their order. */
    public void answer(List<CommitResult> results) {
        for (int i = 0; i < commits.size(); i++) {
            commits.get(i).result().complete(results.get(i));
        }
        recoveries.answer();
    }

    /** Fails all that were not answered. */
    public void fail(BackendUnavailableException failure) {
        for (PendingCommit commit : commits) {
            commit.result().completeExceptionally(failure);
        }
        recoveries.fail(failure);
    }
}
