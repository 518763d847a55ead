package dev.maestro.server.auth.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.auth.token.RefusedTokenException.Rule;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A token taken apart; nothing of it is true until its signature is checked.
 *
 * @param header what it says of its signature
 * @param signedText what the signature is over
 * @param payload the claims, still as text
 * @param signature the signature
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and never leaves this package.
record CompactToken(TokenHeader header, byte[] signedText, byte[] payload, byte[] signature) {
    /** The longest token that is looked at, in characters. */
    static final int MAX_LENGTH = 8 * 1024;

    private static final int PARTS = 3;

    /**
     * Takes a token apart: three parts of base64url without padding, the first a header that is allowed.
     *
     * @param token at most {@link #MAX_LENGTH} characters are looked at
     * @throws RefusedTokenException if it is not of that form
     */
    static CompactToken parse(String token) {
        checkLength(token);
        String[] parts = token.split("\\.", -1);
        // Five parts are a JWE, whose costly decryption is never begun.
        if (parts.length != PARTS) {
            throw new RefusedTokenException(Rule.FORM, "it has " + parts.length + " parts, not 3");
        }
        TokenHeader header = TokenHeader.of(json(decode(parts[0], "header"), "header"));
        byte[] payload = decode(parts[1], "payload");
        byte[] signature = decode(parts[2], "signature");
        String signedText = token.substring(0, parts[0].length() + 1 + parts[1].length());
        return new CompactToken(header, signedText.getBytes(StandardCharsets.US_ASCII), payload, signature);
    }

    /** Refuses a token that is too long to be looked at. */
    static void checkLength(String token) {
        if (token.length() > MAX_LENGTH) {
            throw new RefusedTokenException(
                    Rule.FORM, "it is " + token.length() + " characters, at most " + MAX_LENGTH);
        }
    }

    /** Returns the claims; to be asked only when the signature holds. */
    JsonNode claims() {
        return json(payload, "payload");
    }

    private static byte[] decode(String part, String name) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException e) {
            throw new RefusedTokenException(Rule.FORM, "its " + name + " is not base64url");
        }
        // The decoder takes padding and stray last bits, by which one token could be spelt in many ways.
        if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
            throw new RefusedTokenException(Rule.FORM, "its " + name + " is not strict base64url");
        }
        return bytes;
    }

    private static JsonNode json(byte[] text, String name) {
        JsonNode node;
        try {
            node = Json.tree(text);
        } catch (JsonProcessingException e) {
            throw new RefusedTokenException(Rule.FORM, "its " + name + " is not JSON within the limits");
        }
        if (!node.isObject()) {
            throw new RefusedTokenException(Rule.FORM, "its " + name + " is not a JSON object");
        }
        return node;
    }
}
