package dev.maestro.server.backend.writing;

import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.CommitResult;
import java.util.concurrent.CompletableFuture;

/** A commit and the one who waits for its result. */
public record PendingCommit(Commit commit, CompletableFuture<CommitResult> result) {
    public PendingCommit(Commit commit) {
        this(commit, new CompletableFuture<>());
    }
}
