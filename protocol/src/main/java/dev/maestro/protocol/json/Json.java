package dev.maestro.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;

/**
 * The one JSON mapper: strict about what clients send, exact about what they are sent.
 *
 * <p>Reading refuses unknown fields, doubled keys, trailing text, nesting over {@value #MAX_DEPTH} levels, numbers
 * over {@value #MAX_NUMBER_LENGTH} digits, and any coercion between strings, numbers and booleans.
 *
 * <p>Threads: immutable.
 */
public final class Json {
    /** The deepest nesting that is read; deeper text is refused before it is built. */
    public static final int MAX_DEPTH = 64;

    /** The longest number that is read, in characters. */
    public static final int MAX_NUMBER_LENGTH = 64;

    private static final ObjectMapper MAPPER = newMapper();

    private Json() {}

    /** Returns the shared mapper; its configuration must not be changed. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /**
     * Reads any JSON value.
     *
     * @throws JsonProcessingException if the text is not JSON, or is over a limit of this class
     */
    public static JsonNode tree(byte[] utf8) throws JsonProcessingException {
        try {
            JsonNode node = MAPPER.readTree(utf8);
            return node.isMissingNode() ? MAPPER.readTree("") : node;
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    private static ObjectMapper newMapper() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        .maxNameLength(1_000)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(LogicalType.Textual, config -> config.setCoercion(
                                CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .build();
    }
}
