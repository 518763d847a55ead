package dev.maestro.server.domain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.error.ErrorDetail;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client sent: a JSON object, not yet checked.
 *
 * <p>Threads: immutable; the tree it was made from must not be changed.
 */
public final class Payload {
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final Payload EMPTY = new Payload(JsonNodeFactory.instance.objectNode(), false);

    private final ObjectNode object;
    private final boolean bare;

    private Payload(ObjectNode object, boolean bare) {
        this.object = object;
        this.bare = bare;
    }

    /** Returns a payload without fields. */
    public static Payload empty() {
        return EMPTY;
    }

    /**
     * Reads JSON text; no text at all is a payload without fields.
     *
     * @throws HubException {@code invalid} if it is not JSON or not an object
     */
    public static Payload parse(byte[] utf8) {
        if (utf8.length == 0) {
            return EMPTY;
        }
        try {
            return of(Json.mapper().readTree(decoded(utf8)));
        } catch (JsonProcessingException e) {
            throw HubException.invalid("", "not JSON: " + whereItBroke(e));
        }
    }

    // The JSON reader guesses among encodings, and lets bytes pass that are no UTF-8, such as a NUL in two bytes.
    private static String decoded(byte[] utf8) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw HubException.invalid("", "not UTF-8");
        }
    }

    /**
     * Takes a value a transport has already parsed.
     *
     * @throws HubException {@code invalid} if it is not an object
     */
    public static Payload of(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return new Payload(object, false);
        }
        throw HubException.invalid("", "must be an object");
    }

    /** Takes a value that stands for the one field of an object; its faults are told where it stands. */
    public static Payload bare(String field, JsonNode value) {
        return new Payload(JsonNodeFactory.instance.objectNode().set(field, value), true);
    }

    /** Returns this payload with a field set: how a transport that knows better overrides what was sent. */
    public Payload with(String field, String value) {
        return new Payload(object.deepCopy().put(field, value), bare);
    }

    /** Starts reading the fields; each reading starts afresh. */
    public Fields fields() {
        List<ErrorDetail> faults = new ArrayList<>();
        return new Fields("", object, faults, bare);
    }

    private static String whereItBroke(JsonProcessingException e) {
        if (e instanceof StreamConstraintsException) {
            return "it is nested too deep, or has a name or a number that is too long";
        }
        // The library's own words can quote the text that was sent, which may be long or hold half a character.
        return e.getLocation() == null
                ? "it ends too early"
                : "line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }
}
