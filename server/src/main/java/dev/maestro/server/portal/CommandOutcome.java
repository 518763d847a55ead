package dev.maestro.server.portal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.Payload;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command.
 *
 * @param result what it gave; null when it gave nothing
 * @param error a sentence that says why it failed; null when it did not
 * @param embedData what clients may show in a way of their own
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CommandOutcome(
        boolean success,
        @Nullable JsonNode result,
        @Nullable String error,
        @Nullable JsonNode embedData) {
    private static final int MOST_BYTES = 64 * 1024;

    /** Returns a failure. */
    static CommandOutcome failed(String sentence) {
        return new CommandOutcome(false, null, sentence, null);
    }

    /**
     * Reads what a client answers: {@code {success, result?, error?, embed_data?}}. What is no such answer is a failure that
     * says so.
     */
    static CommandOutcome read(JsonNode answer) {
        try {
            Fields fields = Payload.of(answer).fields();
            if (!fields.has("success")) {
                fields.fault("success", "is required");
            }
            CommandOutcome outcome = new CommandOutcome(
                    fields.flag("success", false),
                    fields.any("result", MOST_BYTES),
                    fields.clearableText("error", Limit.LINE, null),
                    fields.any("embed_data", MOST_BYTES));
            fields.done();
            return outcome;
        } catch (HubException e) {
            return failed("what the command answered cannot be understood: " + e.getMessage());
        }
    }
}
