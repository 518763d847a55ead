package dev.maestro.server.agent.link;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * A hub's no: to a CONNECT, or in an ack.
 *
 * @param code the machine word; empty where there is none
 * @param message for a person
 * @param retryAfter after which the same would be allowed; zero where nothing is said
 */
public record Refusal(String code, String message, Duration retryAfter) {
    private static final long MAX_RETRY_MS = 600_000;

    static Refusal ofConnectError(JsonNode error) {
        return of(error.path("data"), error.path("message").asText("no reason given"));
    }

    /** Reads an ack whose {@code success} is not true. */
    public static Refusal ofAck(JsonNode ack) {
        return of(ack, ack.path("error").asText("no reason given"));
    }

    private static Refusal of(JsonNode data, String message) {
        long retry = Math.max(0, Math.min(MAX_RETRY_MS, data.path("retry_after").asLong(0)));
        return new Refusal(data.path("code").asText(""), message, Duration.ofMillis(retry));
    }

    /** Returns whether the same may be granted later: it is about load, not about who asks for what. */
    public boolean passes() {
        return switch (code) {
            case "rate_limited", "unavailable", "internal", "" -> true;
            default -> false;
        };
    }
}
