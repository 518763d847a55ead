package dev.maestro.server.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.ErrorDetail;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A refusal as RFC 9457 has it: {@code {type, title, status, detail, instance, code, …}}.
 *
 * @param status the HTTP status
 * @param code the machine word
 * @param detail a sentence for a person
 * @param headers what goes with it
 * @param more further members, written after the others
 */
record Problem(int status, ErrorCode code, String detail, Map<String, String> headers, ObjectNode more) {
    static final String CONTENT_TYPE = "application/problem+json";
    private static final String ANSWERED = "maestro.problem";

    static Problem of(int status, ErrorCode code, String detail) {
        return new Problem(status, code, detail, Map.of(), JsonNodeFactory.instance.objectNode());
    }

    /** Of what a service or the reading of the request refused. */
    static Problem of(int status, HubException refusal) {
        ObjectNode more = JsonNodeFactory.instance.objectNode();
        if (!refusal.details().isEmpty()) {
            ArrayNode details = more.putArray("details");
            for (ErrorDetail detail : refusal.details()) {
                details.addObject().put("path", detail.path()).put("message", detail.message());
            }
        }
        refusal.current().ifPresent(current -> more.putRawValue("current", new RawValue(current.toString())));
        refusal.retryAfterMillis().ifPresent(millis -> more.put("retry_after", millis));
        return new Problem(status, refusal.code(), refusal.getMessage(), Map.of(), more);
    }

    static Problem methodNotAllowed(String allowed) {
        return of(405, ErrorCode.INVALID, "this path allows " + allowed).with("Allow", allowed);
    }

    /** Returns the problem with a header that goes with it. */
    Problem with(String header, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new Problem(status, code, detail, all, more);
    }

    /** Returns the problem with a list of sentences. */
    Problem listing(String member, List<String> sentences) {
        ObjectNode extended = more.deepCopy();
        ArrayNode list = extended.putArray(member);
        sentences.forEach(list::add);
        return new Problem(status, code, detail, headers, extended);
    }

    /** Returns the problem with the name under which the log holds the rest. */
    Problem referring(String reference) {
        return new Problem(status, code, detail, headers, more.deepCopy().put("reference", reference));
    }

    JsonBytes json(String instance) {
        ObjectNode problem = JsonNodeFactory.instance
                .objectNode()
                .put("type", "about:blank")
                .put("title", HttpStatus.forStatus(status).getMessage())
                .put("status", status)
                .put("detail", detail)
                .put("instance", instance)
                .put("code", code.wire());
        problem.setAll(more);
        return JsonBytes.of(problem);
    }

    /** Returns the problem that a request was answered, if it was one. */
    static Optional<Problem> of(Context context) {
        return Optional.ofNullable(context.attribute(ANSWERED));
    }

    void write(Context context) {
        context.attribute(ANSWERED, this);
        headers.forEach(context::header);
        context.status(status)
                .contentType(CONTENT_TYPE)
                .header("Cache-Control", "no-store")
                .result(json(context.req().getRequestURI()).array());
    }
}
