package dev.maestro.server.rawsocket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.Goodbye;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.Envelope;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.json.JsonBytes;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the first clients are spoken with: {@code subscribe}, {@code unsubscribe}, {@code ping}, {@code auth:refresh}; anything
 * else is a mistake that is told and does no harm. They hear everything until they choose sessions.
 */
final class MaestroConversation implements Conversation {
    private static final int MAX_ID_LENGTH = 200;
    private static final String SESSION_IDS = "sessionIds";
    private static final String TOKEN = "token";
    private static final String TIMESTAMP = "timestamp";

    private final int maxSessionIds;
    private final Clock clock;
    private final SessionFilter filter = new SessionFilter();

    MaestroConversation(int maxSessionIds, Clock clock) {
        this.maxSessionIds = maxSessionIds;
        this.clock = clock;
    }

    @Override
    public Optional<JsonBytes> greeting() {
        return Optional.empty();
    }

    @Override
    public Optional<JsonBytes> answer(byte[] utf8, Consumer<String> refresh) {
        try {
            ObjectNode message = parse(utf8);
            if (message.path("type").asText().equals("auth:refresh")) {
                refresh.accept(token(message));
                return Optional.empty();
            }
            return Optional.of(JsonBytes.of(reply(message)));
        } catch (HubException e) {
            return Optional.of(mistake(e));
        }
    }

    @Override
    public boolean wants(RawMessage message) {
        return filter.passes(message);
    }

    @Override
    public JsonBytes refreshed(@Nullable Instant expiresAt) {
        ObjectNode reply = event("auth:refreshed").put("success", true);
        reply.put("expiresAt", expiresAt == null ? null : expiresAt.toEpochMilli());
        return JsonBytes.of(stamped(reply));
    }

    @Override
    public JsonBytes notice(String name, JsonBytes data, long timestamp) {
        return Envelope.of(name, data, timestamp);
    }

    @Override
    public Optional<JsonBytes> goodbye(Goodbye goodbye) {
        return Optional.of(notice(Goodbye.EVENT, JsonBytes.of(goodbye), clock.millis()));
    }

    private static String token(ObjectNode message) {
        boolean nested = !message.has(TOKEN) && message.path("data").has(TOKEN);
        JsonNode token = nested ? message.path("data").path(TOKEN) : message.path(TOKEN);
        if (!token.isTextual() || token.textValue().isEmpty()) {
            throw HubException.invalid((nested ? "/data/" : "/") + TOKEN, "must be a token");
        }
        return token.textValue();
    }

    private static ObjectNode parse(byte[] utf8) {
        try {
            if (Json.tree(utf8) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw HubException.invalid("", "message is not valid JSON");
        }
        throw HubException.invalid("", "message is not a JSON object");
    }

    private ObjectNode reply(ObjectNode message) {
        JsonNode type = message.path("type");
        if (!type.isTextual()) {
            throw HubException.invalid("/type", "must be a string");
        }
        return switch (type.textValue()) {
            case "subscribe" -> subscribe(message);
            case "unsubscribe" -> unsubscribe();
            case "ping" -> pong(message);
            default -> throw HubException.invalid("/type", "must be subscribe, unsubscribe, ping or auth:refresh");
        };
    }

    private ObjectNode subscribe(ObjectNode message) {
        boolean nested = !message.has(SESSION_IDS) && message.path("data").has(SESSION_IDS);
        JsonNode ids = nested ? message.path("data").path(SESSION_IDS) : message.path(SESSION_IDS);
        String path = nested ? "/data/" + SESSION_IDS : "/" + SESSION_IDS;
        if (!(ids instanceof ArrayNode array)) {
            throw HubException.invalid(path, "must be an array of strings");
        }
        if (!filter.choose(strings(array, path), maxSessionIds)) {
            throw HubException.invalid(path, "more than " + maxSessionIds + " sessions would be chosen");
        }
        ObjectNode reply = event("subscribed");
        reply.set(SESSION_IDS, array);
        return stamped(reply);
    }

    private List<String> strings(ArrayNode array, String path) {
        if (array.size() > maxSessionIds) {
            throw HubException.invalid(path, "has " + array.size() + " items, at most " + maxSessionIds);
        }
        List<String> ids = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            JsonNode id = array.get(i);
            if (!id.isTextual()) {
                // Skipped, as it always was, here and on /ui.
                continue;
            }
            if (id.textValue().isEmpty() || id.textValue().length() > MAX_ID_LENGTH) {
                throw HubException.invalid(path + "/" + i, "must be a string of 1 to " + MAX_ID_LENGTH + " characters");
            }
            ids.add(id.textValue());
        }
        return ids;
    }

    private ObjectNode unsubscribe() {
        filter.clear();
        return stamped(event("unsubscribed"));
    }

    private ObjectNode pong(ObjectNode message) {
        ObjectNode reply = event("pong");
        JsonNode data = message.get("data");
        if (data != null) {
            reply.set("data", data);
        }
        return stamped(reply);
    }

    /** Says {@code rate_limited} or {@code validation_error}. */
    @Override
    public JsonBytes mistake(HubException e) {
        ObjectNode error = event(e.code() == ErrorCode.RATE_LIMITED ? "rate_limited" : "validation_error");
        error.put("success", false);
        error.put("error", e.getMessage());
        error.put("message", e.getMessage());
        error.put("code", e.code().wire());
        if (e.retryAfterMillis().isPresent()) {
            error.put("retry_after", e.retryAfterMillis().getAsLong());
        } else {
            error.set("details", Json.mapper().valueToTree(e.details()));
        }
        return JsonBytes.of(error);
    }

    private static ObjectNode event(String name) {
        return Json.mapper().createObjectNode().put("type", name).put("event", name);
    }

    private ObjectNode stamped(ObjectNode reply) {
        return reply.put(TIMESTAMP, clock.millis());
    }
}
