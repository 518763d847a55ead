package dev.maestro.server.namespace.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.HubException;
import java.util.Map;

/**
 * One walk through a payload before anything else is done with it: is it small enough, flat enough, and JSON.
 *
 * <p>The walk ends at the first fault, so that it takes no longer than the limit is, whatever was sent.
 */
final class Inspection {
    /** About what a value takes up in memory beside its text. */
    private static final int VALUE_BYTES = 48;

    private final int mostBytes;
    private final int mostLevels;
    private final StringBuilder path = new StringBuilder();
    private int bytes;
    private int values;

    private Inspection(int mostBytes, int mostLevels) {
        this.mostBytes = mostBytes;
        this.mostLevels = mostLevels;
    }

    /**
     * Looks a payload through.
     *
     * @param mostBytes the most bytes of JSON, without spaces and escapes
     * @param mostLevels the most objects and arrays within each other
     * @return about how much memory it holds, in bytes
     * @throws HubException {@code too_large} or {@code invalid}, naming the place
     */
    static int weigh(JsonNode payload, int mostBytes, int mostLevels) {
        Inspection inspection = new Inspection(mostBytes, mostLevels);
        inspection.walk(payload, 0);
        return inspection.bytes + VALUE_BYTES * inspection.values;
    }

    private void walk(JsonNode node, int levels) {
        values++;
        switch (node.getNodeType()) {
            case OBJECT -> object(node, levels + 1);
            case ARRAY -> array(node, levels + 1);
            case STRING -> text(node.textValue());
            case BINARY, POJO -> throw HubException.invalid(path.toString(), "must be JSON, not binary");
            case MISSING -> {}
            case BOOLEAN, NULL, NUMBER -> add(node.asText().length());
        }
    }

    private void object(JsonNode object, int levels) {
        enter(levels);
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            text(field.getKey());
            add(2);
            step(field.getKey(), field.getValue(), levels);
        }
    }

    private void array(JsonNode array, int levels) {
        enter(levels);
        for (int i = 0; i < array.size(); i++) {
            add(1);
            step(Integer.toString(i), array.get(i), levels);
        }
    }

    private void enter(int levels) {
        add(2);
        if (levels > mostLevels) {
            throw HubException.invalid(path.toString(), "is nested over " + mostLevels + " levels");
        }
    }

    private void step(String name, JsonNode value, int levels) {
        int before = path.length();
        path.append('/').append(name.replace("~", "~0").replace("/", "~1"));
        walk(value, levels);
        path.setLength(before);
    }

    private void text(String text) {
        // Its length first: a long text that is too much anyway is not read.
        if (text.length() > mostBytes - bytes) {
            throw tooLarge();
        }
        add(2 + utf8Length(text));
    }

    private void add(int more) {
        bytes += more;
        if (bytes > mostBytes) {
            throw tooLarge();
        }
    }

    private HubException tooLarge() {
        return HubException.tooLarge("", "is over " + mostBytes + " bytes, the most this event takes");
    }

    private static int utf8Length(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // A character of two halves is four bytes.
            length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return length;
    }
}
