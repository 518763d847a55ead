package dev.maestro.server.socketio;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.ErrorDetail;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of an exception out of a namespace: a refusal for the client, or a fault of ours under a reference.
 *
 * <p>This is the one place where such faults are logged.
 */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** Tells the client that its event failed: by ack, or as {@code validation_error} where it asked for none. */
    static void answer(Socket socket, Reply reply, String event, Throwable failure) {
        if (failure instanceof HubException refusal) {
            LOG.atDebug()
                    .addKeyValue("nsp", socket.namespace())
                    .addKeyValue("event", event)
                    .addKeyValue("code", refusal.code().wire())
                    .log("event refused");
            refuse(socket, reply, refusal);
        } else {
            String reference = logged(socket.namespace(), event, failure);
            refuse(socket, reply, HubException.of(ErrorCode.INTERNAL, "internal error, reference " + reference));
        }
    }

    /** Logs a fault of ours and returns the reference that the client may be told. */
    @CanIgnoreReturnValue
    static String logged(String namespace, String what, Throwable failure) {
        String reference = UUID.randomUUID().toString().substring(0, 8);
        LOG.atError()
                .addKeyValue("nsp", namespace)
                .addKeyValue("at", what)
                .addKeyValue("reference", reference)
                .setCause(failure)
                .log("a namespace handler failed");
        return reference;
    }

    /** Logs that a recovery failed: each client that comes back does it while the store is away, so that is not news. */
    static void logRecovery(Logger log, Throwable failure, String message) {
        Throwable cause = rootOf(failure);
        if (cause instanceof RecoveryAwayException || cause instanceof TimeoutException) {
            log.atDebug().addKeyValue("reason", cause.toString()).log(message);
        } else {
            log.atWarn().setCause(cause).log(message);
        }
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    private static void refuse(Socket socket, Reply reply, HubException refusal) {
        List<ErrorDetail> details = refusal.details();
        SendResult sent = reply.requested()
                ? reply.send(List.of(JsonBytes.of(new Refusal(
                        false,
                        refusal.getMessage(),
                        refusal.code(),
                        details,
                        refusal.current().map(JsonBytes::tree).orElse(null)))))
                : socket.emit(
                        "validation_error",
                        List.of(JsonBytes.of(new ValidationError(refusal.getMessage(), refusal.code(), details))));
        LOG.atTrace().addKeyValue("result", sent).log("refusal sent");
    }

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private record Refusal(
            boolean success,
            String error,
            ErrorCode code,
            List<ErrorDetail> details,
            @Nullable JsonNode current) {}

    private record ValidationError(String message, ErrorCode code, List<ErrorDetail> details) {}
}
