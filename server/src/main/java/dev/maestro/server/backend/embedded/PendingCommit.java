package dev.maestro.server.backend.embedded;

import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.CommitResult;
import java.util.concurrent.CompletableFuture;

/** A commit and the one who waits for its result. */
record PendingCommit(Commit commit, CompletableFuture<CommitResult> result) {
    PendingCommit(Commit commit) {
        this(commit, new CompletableFuture<>());
    }
}
