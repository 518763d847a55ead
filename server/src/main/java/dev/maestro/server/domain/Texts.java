package dev.maestro.server.domain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.JsonBytes;
import java.util.Map;
import java.util.Optional;

/** Text that JSON can escape but UTF-8 cannot write: halves of surrogate pairs. */
final class Texts {
    private Texts() {}

    /** Returns whether a text holds half a surrogate pair, which could be stored nowhere. */
    static boolean isBroken(String text) {
        return text.codePoints().anyMatch(Texts::isHalf);
    }

    /** Returns the text with every half replaced, fit to be sent back. */
    static String mended(String text) {
        if (!isBroken(text)) {
            return text;
        }
        return text.codePoints()
                .map(point -> isHalf(point) ? 0xFFFD : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Returns why a value cannot be kept, if it cannot. */
    static Optional<String> troubleOf(JsonNode node, int mostBytes) {
        if (holdsBroken(node)) {
            return Optional.of("holds half a character, or a number too large to be kept");
        }
        int length = JsonBytes.of(node).lengthBytes();
        return length > mostBytes
                ? Optional.of("is " + length + " bytes of JSON, at most " + mostBytes)
                : Optional.empty();
    }

    // Nesting is bounded by what the parser lets through.
    private static boolean holdsBroken(JsonNode node) {
        if (node.isTextual()) {
            return isBroken(node.textValue());
        }
        if (node.isFloatingPointNumber()) {
            return !Double.isFinite(node.doubleValue());
        }
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (isBroken(entry.getKey()) || holdsBroken(entry.getValue())) {
                return true;
            }
        }
        if (node.isArray()) {
            for (JsonNode item : node) {
                if (holdsBroken(item)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
