package dev.maestro.server.rawsocket;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.brain.BrainMessage;
import dev.maestro.protocol.brain.BrainType;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.Goodbye;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.json.JsonBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the Brain's clients are spoken with: they are greeted, and whatever JSON they say is said back to them. The one
 * exception is {@code {type: "auth:refresh", token}}, as no token is ever sent back.
 *
 * <p>All is done on the event loop, so what is long is refused unread, and of the rest nothing is built.
 */
final class BrainConversation implements Conversation {
    private static final JsonBytes WELCOME = JsonBytes.of(Map.of("message", "Connected to Maestro Hub"));
    private static final String REFRESH = "auth:refresh";
    private static final int MOST_BYTES = 64 * 1024;

    private final Clock clock;

    BrainConversation(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Optional<JsonBytes> greeting() {
        return Optional.of(BrainMessage.of(BrainType.CONNECTED, WELCOME, clock.millis()));
    }

    @Override
    public Optional<JsonBytes> answer(byte[] utf8, Consumer<String> refresh) {
        try {
            Said said = read(utf8);
            if (REFRESH.equals(said.type())) {
                refresh.accept(said.requireToken());
                return Optional.empty();
            }
            // As it was written: a number of many digits would not come through a reading and a writing.
            return Optional.of(BrainMessage.of(BrainType.ECHO, JsonBytes.ofUtf8(utf8), clock.millis()));
        } catch (HubException e) {
            return Optional.of(mistake(e));
        }
    }

    /**
     * What counts of a message that is an object.
     *
     * @param type null if it has none that is a text
     * @param token null if it has none that is a text
     */
    private record Said(@Nullable String type, @Nullable String token) {
        static final Said NOTHING = new Said(null, null);

        private String requireToken() {
            if (token == null || token.isEmpty()) {
                throw HubException.invalid("/token", "must be a token");
            }
            return token;
        }
    }

    // Read as text: from bytes the reader guesses at encodings, and what is said back would be no JSON.
    private static Said read(byte[] utf8) {
        if (utf8.length > MOST_BYTES) {
            throw HubException.tooLarge("", "message is more than " + MOST_BYTES + " bytes");
        }
        try (JsonParser parser = Json.mapper().createParser(new String(utf8, StandardCharsets.UTF_8))) {
            JsonToken first = parser.nextToken();
            Said said = Said.NOTHING;
            if (first == JsonToken.START_OBJECT) {
                said = readObject(parser);
            } else {
                parser.skipChildren();
            }
            if (first != null && parser.nextToken() == null) {
                return said;
            }
        } catch (IOException e) {
            throw notJson();
        }
        throw notJson();
    }

    private static Said readObject(JsonParser parser) throws IOException {
        String type = null;
        String token = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            boolean isText = parser.nextToken() == JsonToken.VALUE_STRING;
            if (isText && name.equals("type")) {
                type = parser.getText();
            } else if (isText && name.equals("token")) {
                token = parser.getText();
            }
            parser.skipChildren();
        }
        return new Said(type, token);
    }

    private static HubException notJson() {
        return HubException.invalid("", "message is not valid JSON");
    }

    /** Says {@code rate_limited} or {@code validation_error}. */
    @Override
    public JsonBytes mistake(HubException refusal) {
        ObjectNode data = Json.mapper().createObjectNode();
        data.put("message", refusal.getMessage());
        data.put("code", refusal.code().wire());
        if (refusal.retryAfterMillis().isPresent()) {
            data.put("retry_after", refusal.retryAfterMillis().getAsLong());
        } else {
            data.set("details", Json.mapper().valueToTree(refusal.details()));
        }
        String type = refusal.code() == ErrorCode.RATE_LIMITED ? "rate_limited" : "validation_error";
        return notice(type, JsonBytes.of(data), clock.millis());
    }

    @Override
    public JsonBytes refreshed(@Nullable Instant expiresAt) {
        ObjectNode data = Json.mapper().createObjectNode().put("success", true);
        data.put("expiresAt", expiresAt == null ? null : expiresAt.toEpochMilli());
        return notice("auth:refreshed", JsonBytes.of(data), clock.millis());
    }

    @Override
    public JsonBytes notice(String name, JsonBytes data, long timestamp) {
        return BrainMessage.of(name, data, timestamp);
    }

    /** Its clients know no such message. */
    @Override
    public Optional<JsonBytes> goodbye(Goodbye goodbye) {
        return Optional.empty();
    }

    /** Its family has but one kind of news. */
    @Override
    public boolean wants(RawMessage message) {
        return true;
    }
}
