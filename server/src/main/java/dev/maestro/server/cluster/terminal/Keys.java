package dev.maestro.server.cluster.terminal;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What a viewer typed, or the size it wants, on its way to the terminal.
 *
 * @param typed as it is said to another node; its stream is set there
 * @param local does it on this node
 */
record Keys(Wire.Typed typed, String kind, Supplier<CompletionStage<?>> local, CompletableFuture<Boolean> done) {
    void ownerGone() {
        refuse(ErrorCode.UNAVAILABLE, "the terminal's owner is not connected");
    }

    void tooLate() {
        refuse(ErrorCode.UNAVAILABLE, "the terminal's node cannot be reached now");
    }

    void gone() {
        refuse(ErrorCode.UNAVAILABLE, "the terminal is another one now");
    }

    void mayNot() {
        refuse(ErrorCode.FORBIDDEN, "you may not write to this terminal");
    }

    void notWatching() {
        refuse(ErrorCode.FORBIDDEN, "you do not watch this terminal");
    }

    private void refuse(ErrorCode code, String why) {
        done.completeExceptionally(HubException.of(code, why));
    }

    void here() {
        try {
            as(local.get());
        } catch (HubException e) {
            done.completeExceptionally(e);
        }
    }

    /** It is done when that is. */
    void as(CompletionStage<?> stage) {
        stage.whenComplete((nothing, failure) -> {
            if (failure == null) {
                done.complete(true);
            } else {
                done.completeExceptionally(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure);
            }
        });
    }
}
