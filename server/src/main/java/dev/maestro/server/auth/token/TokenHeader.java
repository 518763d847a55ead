package dev.maestro.server.auth.token;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.server.auth.token.RefusedTokenException.Rule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token says of its own signature.
 *
 * @param algorithm what it says it is signed by
 * @param keyId the name of the key; null when it names none. Anything may stand there: it is compared, and used for
 *     nothing else
 */
record TokenHeader(SigningAlgorithm algorithm, @Nullable String keyId) {
    private static final int MAX_KEY_ID = 512;

    /** Each would have the token itself say which key to believe, or change what the signature is over. */
    private static final List<String> REFUSED = List.of("crit", "b64", "jku", "jwk", "x5u", "x5c", "enc", "zip");

    /** Tokens of other types (those that log out, or prove possession) may be signed by the same issuer. */
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/jwt", "application/at+jwt");

    /**
     * Reads a header.
     *
     * @param header an object
     * @throws RefusedTokenException if it names no allowed algorithm, or asks for anything beside it
     */
    static TokenHeader of(JsonNode header) {
        for (String field : REFUSED) {
            if (header.has(field)) {
                throw new RefusedTokenException(Rule.HEADER, "its header has " + field);
            }
        }
        String type = text(header, "typ");
        if (type != null && !TYPES.contains(type.toLowerCase(Locale.ROOT))) {
            throw new RefusedTokenException(Rule.HEADER, "its typ is not JWT");
        }
        String keyId = text(header, "kid");
        if (keyId != null && keyId.length() > MAX_KEY_ID) {
            throw new RefusedTokenException(Rule.HEADER, "its kid is over " + MAX_KEY_ID + " characters");
        }
        String algorithm = text(header, "alg");
        return new TokenHeader(
                Optional.ofNullable(algorithm)
                        .flatMap(SigningAlgorithm::find)
                        .orElseThrow(() -> new RefusedTokenException(Rule.HEADER, "its alg is not allowed")),
                keyId);
    }

    private static @Nullable String text(JsonNode header, String field) {
        JsonNode value = header.get(field);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw new RefusedTokenException(Rule.HEADER, "its " + field + " is not a text");
        }
        return value.textValue();
    }
}
