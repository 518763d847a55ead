package dev.maestro.server.namespace.event;

import com.corundumstudio.socketio.AckRequest;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.socketio.adapter.HubClient;

/**
 * The answer to one client event: in its ack when it asked for one; else a failure goes out as an event, so that it is
 * never silent.
 *
 * <p>Only the first answer counts. Threads: thread-safe. Spec: docs/protocol/errors.md.
 */
public final class EventAnswer {
    private final HubClient client;
    private final AckRequest ack;
    private final RefusalForm form;

    EventAnswer(HubClient client, AckRequest ack, RefusalForm form) {
        this.client = client;
        this.ack = ack;
        this.form = form;
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

    /** Answers that too much came in too short a time. */
    void refuseForRate(HubException refusal) {
        if (!refuseInAck(refusal) || form.ratesAloud()) {
            tell(refusal);
        }
    }

    /** Answers that the client is put out for going on; told as an event in any case. */
    void refuseForBan(HubException refusal) {
        refuseInAck(refusal);
        tell(refusal);
    }

    private void tell(HubException refusal) {
        RefusalForm.Told told = form.told(refusal);
        client.sendEvent(told.event(), told.body());
    }

    private static ObjectNode failure(HubException refusal) {
        ObjectNode body = Json.mapper()
                .createObjectNode()
                .put("success", false)
                .put("error", refusal.getMessage())
                .put("code", refusal.code().wire());
        if (!refusal.details().isEmpty()) {
            body.set("details", Json.mapper().valueToTree(refusal.details()));
        }
        refusal.retryAfterMillis().ifPresent(millis -> body.put(NativeRefusals.RETRY_AFTER, millis));
        refusal.current().ifPresent(current -> body.set("current", current.tree()));
        return body;
    }
}
