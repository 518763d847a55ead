package dev.maestro.server.namespace.event;

import com.corundumstudio.socketio.AckRequest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.ErrorDetail;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.List;

/**
 * The answer to one client event: in its ack when it asked for one; else a failure goes out as an event, so that it is
 * never silent.
 *
 * <p>Only the first answer counts. Threads: thread-safe. Spec: docs/protocol/errors.md.
 */
public final class EventAnswer {
    private static final String VALIDATION_ERROR = "validation_error";
    private static final String RATE_LIMITED = "rate_limited";
    private static final String RETRY_AFTER = "retry_after";

    private final HubClient client;
    private final AckRequest ack;

    EventAnswer(HubClient client, AckRequest ack) {
        this.client = client;
        this.ack = ack;
    }

    /** Answers {@code {success: true}} and these fields. */
    public void succeed(ObjectNode fields) {
        ObjectNode body = Json.mapper().createObjectNode().put("success", true);
        body.setAll(fields);
        ack.sendAckData(body);
    }

    /** Answers a body that is written already and says {@code success} itself. */
    public void succeedWith(JsonBytes body) {
        ack.sendAckData(body);
    }

    /** Returns whether the client waits for the answer. */
    public boolean awaited() {
        return ack.isAckRequested();
    }

    /** Answers why the event was refused. */
    public void refuse(HubException refusal) {
        if (!refuseInAck(refusal)) {
            tell(refusal);
        }
    }

    /**
     * Answers why the event was refused, in the ack only: whoever calls says it in an event of its own, too.
     *
     * @return whether an ack was asked for
     */
    @CanIgnoreReturnValue
    public boolean refuseInAck(HubException refusal) {
        if (ack.isAckRequested()) {
            ack.sendAckData(failure(refusal));
        }
        return ack.isAckRequested();
    }

    /**
     * Answers that too much came in too short a time.
     *
     * @param aloud whether it is told as an event even if an ack was asked for
     */
    void refuseForRate(HubException refusal, boolean aloud) {
        if (!refuseInAck(refusal) || aloud) {
            tell(refusal);
        }
    }

    private void tell(HubException refusal) {
        ObjectNode event = Json.mapper()
                .createObjectNode()
                .put("message", refusal.getMessage())
                .put("code", refusal.code().wire());
        refusal.retryAfterMillis().ifPresent(millis -> event.put(RETRY_AFTER, millis));
        event.set("details", details(refusal.details()));
        client.sendEvent(refusal.code() == ErrorCode.RATE_LIMITED ? RATE_LIMITED : VALIDATION_ERROR, event);
    }

    private static ObjectNode failure(HubException refusal) {
        ObjectNode body = Json.mapper()
                .createObjectNode()
                .put("success", false)
                .put("error", refusal.getMessage())
                .put("code", refusal.code().wire());
        if (!refusal.details().isEmpty()) {
            body.set("details", details(refusal.details()));
        }
        refusal.retryAfterMillis().ifPresent(millis -> body.put(RETRY_AFTER, millis));
        refusal.current().ifPresent(current -> body.set("current", current.tree()));
        return body;
    }

    private static JsonNode details(List<ErrorDetail> details) {
        return Json.mapper().valueToTree(details);
    }
}
