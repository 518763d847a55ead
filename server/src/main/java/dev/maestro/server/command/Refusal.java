package dev.maestro.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Tells what a hub refused, and what can be done about it. Spec: docs/protocol/errors.md. */
final class Refusal {
    private Refusal() {}

    static VerbFailure of(HubAnswer answer) {
        JsonNode problem = answer.json();
        String code = problem.path("code").asText();
        String detail = problem.path("detail").asText("HTTP status " + answer.status());
        List<String> lines = new ArrayList<>();
        lines.add("Refused (" + code + "): " + detail + (detail.endsWith(".") ? "" : "."));
        JsonNode details = problem.path("details");
        for (JsonNode fault : details) {
            String path = fault.path("path").asText();
            lines.add("  " + (path.isEmpty() ? "the whole" : path) + ": "
                    + fault.path("message").asText());
        }
        String next = next(code, answer);
        if (!next.isEmpty()) {
            lines.add(next);
        }
        return VerbFailure.told(exitCode(code), lines, answer.body());
    }

    private static ExitCode exitCode(String code) {
        return switch (code) {
            case "rate_limited", "unavailable", "internal" -> ExitCode.LATER;
            default -> ExitCode.REFUSED;
        };
    }

    private static String next(String code, HubAnswer answer) {
        JsonNode current = answer.json().path("current");
        return switch (code) {
            case "unauthenticated" ->
                "Give a token by --token-file or MAESTRO_TOKEN; \"help token\" says how one is made.";
            case "forbidden" -> "\"status\" says who you are to the hub, and what you may do.";
            case "not_found" -> "\"list\" shows what there is that you may see.";
            case "conflict" -> current.isObject() ? "As it is now: " + standing(current) + "." : "";
            case "stale_version" ->
                "It is at version " + current.path("version").asText("?")
                        + " now. Look at it, and try again with that.";
            case "rate_limited", "unavailable" ->
                "Try again in " + answer.retryAfter().orElse("1") + " s.";
            case "internal" ->
                "The hub's log tells more under "
                        + answer.json().path("reference").asText("this time") + ".";
            default -> "";
        };
    }

    private static String standing(JsonNode current) {
        StringBuilder text = new StringBuilder(current.path("id").asText("without id"));
        for (String field : List.of("status", "claimedBy", "version")) {
            JsonNode value = current.path(field);
            if (value.isValueNode() && !value.isNull()) {
                text.append(", ").append(field).append(' ').append(value.asText());
            }
        }
        return text.toString();
    }
}
