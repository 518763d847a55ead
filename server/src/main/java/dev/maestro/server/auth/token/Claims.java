package dev.maestro.server.auth.token;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.server.auth.token.RefusedTokenException.Rule;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The claims of a token whose signature holds. A claim of a wrong type refuses the token, naming the claim: guessing
 * what was meant could give somebody what they were not given.
 */
final class Claims {
    private static final String APP_METADATA = "app_metadata";
    private static final double LAST_SECOND = 253_402_300_799.0; // The end of the year 9999.

    private final JsonNode claims;

    /** Reads these claims, an object. */
    Claims(JsonNode claims) {
        this.claims = claims;
    }

    /** Returns a text. */
    Optional<String> text(String name) {
        return Optional.ofNullable(claims.get(name)).map(value -> textOf(value, name));
    }

    /** Returns a truth. */
    Optional<Boolean> truth(String name) {
        return Optional.ofNullable(claims.get(name)).map(value -> {
            if (!value.isBoolean()) {
                throw wrongType(name, "true or false");
            }
            return value.booleanValue();
        });
    }

    /** Returns a moment, to the millisecond. */
    Optional<Instant> moment(String name) {
        return Optional.ofNullable(claims.get(name)).map(value -> {
            double seconds = value.isNumber() ? value.doubleValue() : Double.NaN;
            if (!(seconds >= 0 && seconds <= LAST_SECOND)) {
                throw wrongType(name, "a number of seconds since 1970");
            }
            return Instant.ofEpochMilli((long) (seconds * 1000));
        });
    }

    /** Returns a text or an array of texts as a set. */
    Optional<Set<String>> oneOrMore(String name) {
        return Optional.ofNullable(claims.get(name))
                .map(value -> value.isTextual() ? Set.of(value.textValue()) : textsOf(value, name));
    }

    /**
     * Returns a claim the hub gives a meaning to: at the top, or else in {@code app_metadata}, where Supabase keeps what
     * its users cannot change ({@code user_metadata} they can).
     */
    Optional<JsonNode> granted(String name) {
        JsonNode top = claims.get(name);
        if (top != null) {
            return Optional.of(top);
        }
        JsonNode metadata = claims.get(APP_METADATA);
        if (metadata != null && !metadata.isObject()) {
            throw wrongType(APP_METADATA, "an object");
        }
        return metadata == null ? Optional.empty() : Optional.ofNullable(metadata.get(name));
    }

    /** Returns an array of texts as a set. */
    static Set<String> textsOf(JsonNode value, String name) {
        if (!value.isArray()) {
            throw wrongType(name, "an array of texts");
        }
        Set<String> texts = new LinkedHashSet<>();
        value.forEach(item -> texts.add(textOf(item, name)));
        return texts;
    }

    private static String textOf(JsonNode value, String name) {
        if (!value.isTextual()) {
            throw wrongType(name, "a text, or texts");
        }
        return value.textValue();
    }

    private static RefusedTokenException wrongType(String name, String type) {
        return new RefusedTokenException(Rule.CLAIM, "its " + name + " is not " + type);
    }
}
