package dev.maestro.server.schema.asyncapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.brain.Run;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.ErrorDetail;
import dev.maestro.protocol.error.Goodbye;
import dev.maestro.protocol.portal.PortalTime;
import dev.maestro.server.auth.TokenNotice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What sockets are told that is no news of a project: answers to what they sent, ends of tokens, and the work of terminals. The
 * records are for the description alone: a test holds them to what is really sent.
 */
final class Notices {
    /** What any socket of Socket.IO may hear. */
    static final Map<String, Class<?>> EVERYWHERE = ordered(
            "auth:expiring",
            TokenNotice.class,
            "auth:expired",
            TokenNotice.class,
            "auth:access",
            AccessChanged.class,
            "server:shutdown",
            Shutdown.class,
            Goodbye.EVENT,
            Goodbye.class);

    /** What a native namespace says to what it was sent. */
    static final Map<String, Class<?>> ANSWERS = ordered(
            "subscribed", Subscribed.class,
            "unsubscribed", Moment.class,
            "pong", Moment.class,
            "validation_error", Refused.class,
            "rate_limited", Refused.class);

    /** What the owner of terminals hears. */
    static final Map<String, Class<?>> OWNER = ordered(
            "terminal:input", TypedInput.class,
            "terminal:resize", SizeWanted.class,
            "terminal:flow", Flow.class);

    /** What viewers of terminals hear. */
    static final Map<String, Class<?>> VIEWER = ordered(
            "terminal:output", Output.class,
            "terminal:resync", Resync.class,
            "terminal:resized", Resized.class,
            "terminal:owner", OwnerState.class,
            "terminal:controller", Controller.class,
            "terminal:exit", Exit.class);

    /** The data of what the Brain's clients are told. */
    static final Map<String, Class<?>> BRAIN = ordered(
            "connected", Greeting.class,
            "run_update", Run.class,
            "run_complete", Run.class,
            "run_failed", Run.class,
            "echo", Object.class,
            "validation_error", Refused.class,
            "rate_limited", Refused.class,
            "auth:expiring", TokenNotice.class,
            "auth:expired", TokenNotice.class,
            "auth:refreshed", Refreshed.class,
            "server:shutdown", Shutdown.class);

    /** What the plain WebSocket answers, beside {@code type} and {@code event}. */
    static final Map<String, Class<?>> RAW = ordered(
            "subscribed",
            Subscribed.class,
            "unsubscribed",
            Moment.class,
            "pong",
            Pong.class,
            "auth:refreshed",
            RawRefreshed.class,
            "validation_error",
            RawRefused.class,
            "rate_limited",
            RawRefused.class);

    /** The data of what the plain WebSocket is told of its own connection. */
    static final Map<String, Class<?>> OF_RAW_CONNECTION = ordered(
            "auth:expiring",
            TokenNotice.class,
            "auth:expired",
            TokenNotice.class,
            "server:shutdown",
            Shutdown.class,
            Goodbye.EVENT,
            Goodbye.class);

    private Notices() {}

    private static Map<String, Class<?>> ordered(Object... namesAndTypes) {
        Map<String, Class<?>> all = new LinkedHashMap<>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            all.put((String) namesAndTypes[i], (Class<?>) namesAndTypes[i + 1]);
        }
        return all;
    }

    record AccessChanged(List<String> gained, List<String> lost) {}

    record Shutdown(long timestamp, long reconnectAfter) {}

    record Subscribed(JsonNode sessionIds, long timestamp) {}

    record Moment(long timestamp) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Refused(
            String message,
            ErrorCode code,
            @Nullable List<ErrorDetail> details,
            @JsonProperty("retry_after") @Nullable Long retryAfter) {}

    record TypedInput(String ptyId, String data) {}

    record SizeWanted(String ptyId, int cols, int rows) {}

    record Flow(String ptyId, boolean paused) {}

    record Output(String sessionId, String data, long position) {}

    record Resync(String sessionId, String scrollback, long position, int cols, int rows) {}

    record Resized(String sessionId, int cols, int rows) {}

    record OwnerState(String sessionId, boolean connected) {}

    record Controller(String sessionId, @Nullable String controller, boolean mine) {}

    record Exit(
            String sessionId,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
            Integer exitCode,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reason) {}

    record Greeting(String message) {}

    record Refreshed(boolean success, @Nullable Long expiresAt) {}

    record Pong(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            JsonNode data,

            long timestamp) {}

    record RawRefreshed(boolean success, @Nullable Long expiresAt, long timestamp) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RawRefused(
            boolean success,
            String error,
            String message,
            ErrorCode code,
            @Nullable List<ErrorDetail> details,
            @JsonProperty("retry_after") @Nullable Long retryAfter) {}

    /** A command of the chat, for the client that registered it. */
    record Command(
            @JsonProperty("message_id") String messageId,
            String command,
            List<String> arguments,
            String content,
            @JsonProperty("user_id") String userId,
            @JsonProperty("project_name") String projectName,
            PortalTime timestamp) {}

    /** What that client acks. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CommandAnswer(
            boolean success,
            @Nullable JsonNode result,
            @Nullable String error,
            @JsonProperty("embed_data") @Nullable JsonNode embedData) {}
}
