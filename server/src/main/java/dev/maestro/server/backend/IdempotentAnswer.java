package dev.maestro.server.backend;

import dev.maestro.protocol.json.JsonBytes;
import java.time.Duration;

/**
 * The answer of a request that must take effect once, kept with the commit it made.
 *
 * @param scope whose key it is and what it was sent to; two callers' equal keys are different keys
 * @param key what the caller named the request
 * @param requestHash a hash of the request's content, to tell a repetition from another request
 * @param status the HTTP status that was answered
 * @param body the body that was answered
 * @param keepFor how long a repetition is recognised
 */
public record IdempotentAnswer(
        String scope, String key, String requestHash, int status, JsonBytes body, Duration keepFor) {}
