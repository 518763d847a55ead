package dev.maestro.server.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.json.JsonBytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of one line, each taken once; their values are kept byte for byte.
 *
 * <p>Threads: confined to one. Each method throws {@link ExportFileException}, without the line's number, for what is not
 * as it must be.
 */
final class LineFields {
    // Deeper by the line's own level than anything a hub stores.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Json.MAX_DEPTH + 2)
                    .maxStringLength(ExportReader.MAX_LINE_BYTES)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, JsonBytes> values;

    private LineFields(Map<String, JsonBytes> values) {
        this.values = values;
    }

    static LineFields parse(byte[] line) {
        Map<String, JsonBytes> values = new LinkedHashMap<>();
        try (JsonParser parser = FACTORY.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new ExportFileException("it is no JSON object");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                values.put(name, value(parser, line));
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw new ExportFileException("it is no JSON object");
            }
        } catch (IOException e) {
            throw new ExportFileException("it is no JSON object, or is cut off", e);
        }
        return new LineFields(values);
    }

    private static JsonBytes value(JsonParser parser, byte[] line) throws IOException {
        parser.nextToken();
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int end = (int) parser.currentLocation().getByteOffset();
        return JsonBytes.ofUtf8(Arrays.copyOfRange(line, start, end));
    }

    /** Returns a value as it stands. */
    JsonBytes value(String name) {
        JsonBytes value = values.remove(name);
        if (value == null) {
            throw new ExportFileException("its " + name + " is missing");
        }
        return value;
    }

    String text(String name) {
        return as(name, String.class, "text");
    }

    /** Returns a whole number. */
    long number(String name, long atLeast) {
        long number = as(name, Long.class, "whole number");
        if (number < atLeast) {
            throw new ExportFileException("its " + name + " is " + number + ", at least " + atLeast);
        }
        return number;
    }

    List<String> words(String name) {
        String[] words = as(name, String[].class, "list of texts");
        if (Arrays.asList(words).contains(null)) {
            throw new ExportFileException("its " + name + " is no list of texts");
        }
        return List.of(words);
    }

    /** Refuses what nobody took. */
    void requireNoMore() {
        if (!values.isEmpty()) {
            throw new ExportFileException(
                    "it has the unknown field " + values.keySet().iterator().next());
        }
    }

    private <T> T as(String name, Class<T> type, String what) {
        JsonBytes value = value(name);
        T read;
        try {
            read = value.as(type);
        } catch (IllegalStateException e) {
            throw new ExportFileException("its " + name + " is no " + what, e);
        }
        if (read == null) {
            throw new ExportFileException("its " + name + " is no " + what);
        }
        return read;
    }
}
