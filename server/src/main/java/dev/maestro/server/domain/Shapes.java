package dev.maestro.server.domain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What is asked of a value, as JSON Schema (2020-12). */
final class Shapes {
    /** Says something: holds more than blanks. */
    private static final String SAYING = "\\S";

    private static final String NO_CONTROLS = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$";
    private static final String BREAKS_ALONE = "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]*$";

    private Shapes() {}

    /** Returns that of a text. JSON Schema counts characters alone, which are never more than the bytes they take. */
    static ObjectNode text(Limit limit) {
        ObjectNode shape = typed("string").put("maxLength", limit.most());
        switch (limit.controls()) {
            case NONE -> shape.put("pattern", NO_CONTROLS);
            case BREAKS -> shape.put("pattern", BREAKS_ALONE);
            case ANY -> {}
        }
        if (limit.unit() == Limit.Unit.BYTES) {
            shape.put("description", "At most " + limit.most() + " bytes of UTF-8.");
        }
        return shape;
    }

    /** Returns that of a text that must say something. */
    static ObjectNode saying(Limit limit) {
        ObjectNode shape = text(limit).put("minLength", 1);
        if (shape.has("pattern")) {
            shape.putArray("allOf").addObject().put("pattern", SAYING);
            return shape;
        }
        return shape.put("pattern", SAYING);
    }

    /** Returns that of a text of any kind and length. */
    static ObjectNode raw() {
        return typed("string");
    }

    /** Returns that of a text that a pattern of JavaScript, which is one of Java, too, describes. */
    static ObjectNode matching(String pattern) {
        return typed("string").put("pattern", pattern);
    }

    static ObjectNode flag() {
        return typed("boolean");
    }

    /** Returns that of a whole number; a bound that no number reaches is left out. */
    static ObjectNode whole(long least, long most) {
        ObjectNode shape = typed("integer").put("minimum", least);
        return most == Long.MAX_VALUE ? shape.put("format", "int64") : shape.put("maximum", most);
    }

    static ObjectNode choice(List<String> words) {
        ObjectNode shape = typed("string");
        words.forEach(shape.putArray("enum")::add);
        return shape;
    }

    /** Returns that of a list of words. */
    static ObjectNode words(int most) {
        ObjectNode shape = typed("array");
        shape.set("items", saying(Limit.WORD));
        return shape.put("maxItems", most);
    }

    /** Returns that of a list of which only the words matter. */
    static ObjectNode wordsAmong(int most) {
        ObjectNode shape = typed("array");
        shape.putObject("items").put("description", "Items that are no strings are skipped.");
        return shape.put("maxItems", most);
    }

    /** Returns that of an object of texts. */
    static ObjectNode texts() {
        ObjectNode shape = typed("object");
        shape.set("propertyNames", text(Limit.WORD));
        shape.set("additionalProperties", text(Limit.TEXT));
        return shape.put("maxProperties", Limit.ITEMS);
    }

    /** Returns that of any JSON. */
    static ObjectNode any(int mostBytes) {
        return JsonNodeFactory.instance.objectNode().put("description", "Of at most " + mostBytes + " bytes of JSON.");
    }

    /** Returns that of any JSON of a type, which null stands for the absence of. */
    static ObjectNode anyOf(String type, int mostBytes) {
        return nullable(typed(type).put("description", "Of at most " + mostBytes + " bytes of JSON."));
    }

    static ObjectNode list(ObjectNode items, int most) {
        ObjectNode shape = typed("array");
        shape.set("items", items);
        return shape.put("maxItems", most);
    }

    /** Returns a shape that null is of, too. */
    static ObjectNode nullable(ObjectNode shape) {
        String type = shape.path("type").asText();
        shape.putArray("type").add(type).add("null");
        return shape;
    }

    private static ObjectNode typed(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
