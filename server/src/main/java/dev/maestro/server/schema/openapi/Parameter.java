package dev.maestro.server.schema.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;

/**
 * A parameter of a query.
 *
 * @param meaning what it says, in a sentence
 * @param schema what its value is like; not to be changed
 */
public record Parameter(String name, boolean required, String meaning, ObjectNode schema) {
    private static final long LATEST_MOMENT = 999_999_999_999_999L;

    /** Returns one that is any text. */
    public static Parameter text(String name, String meaning) {
        return new Parameter(name, false, meaning, typed("string"));
    }

    /** Returns one that is one of an enum's words. */
    public static <E extends Enum<E>> Parameter choice(String name, Class<E> type, String meaning) {
        ObjectNode schema = typed("string");
        Arrays.stream(type.getEnumConstants())
                .map(word -> word.name().toLowerCase(Locale.ROOT))
                .forEach(schema.putArray("enum")::add);
        return new Parameter(name, false, meaning, schema);
    }

    /** Returns one that is true or false. */
    public static Parameter flag(String name, String meaning) {
        return new Parameter(name, false, meaning, typed("boolean"));
    }

    /** Returns one that is a whole number. */
    public static Parameter number(String name, int least, int most, int otherwise, String meaning) {
        return new Parameter(
                name,
                false,
                meaning,
                typed("integer").put("minimum", least).put("maximum", most).put("default", otherwise));
    }

    /** Returns one that is a time in epoch milliseconds. */
    public static Parameter moment(String name, String meaning) {
        return new Parameter(
                name,
                false,
                meaning,
                typed("integer").put("format", "int64").put("minimum", 0).put("maximum", LATEST_MOMENT));
    }

    /** Returns the same, where it must be there. */
    public Parameter needed() {
        return new Parameter(name, true, meaning, schema);
    }

    private static ObjectNode typed(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
