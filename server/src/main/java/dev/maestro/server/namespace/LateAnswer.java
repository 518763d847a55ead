package dev.maestro.server.namespace;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.namespace.event.EventAnswer;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers of what may be done at another node: at once where it was done here. */
final class LateAnswer {
    private static final Logger LOG = LoggerFactory.getLogger(LateAnswer.class);

    private LateAnswer() {}

    /** Answers an event when what it asked for is done, or why it was not. */
    static void when(CompletionStage<?> done, EventAnswer answer) {
        done.whenComplete((nothing, failure) -> {
            if (failure == null) {
                answer.succeed(Json.mapper().createObjectNode());
            } else {
                answer.refuse(refusal(failure));
            }
        });
    }

    private static HubException refusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof HubException refusal) {
            return refusal;
        }
        LOG.atError().setCause(cause).log("what another node was asked for failed");
        return HubException.of(ErrorCode.INTERNAL, "internal error");
    }
}
