package dev.maestro.server.domain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What an object that a client sends may hold, as the code that reads it says: its fields as JSON Schema.
 *
 * <p>A form is made by reading an object that says of each field what is asked of it. There is no second list of fields that
 * could come to differ from what is read. What a rule checks beyond a field's own shape, such as that an id is one of the
 * project, is not in it.
 *
 * <p>Threads: thread-safe; made when first asked for.
 */
public final class Form {
    private final Consumer<Fields> reading;
    private final Map<String, String> fixed;

    private Form(Consumer<Fields> reading) {
        this(reading, Map.of());
    }

    private Form(Consumer<Fields> reading, Map<String, String> fixed) {
        this.reading = reading;
        this.fixed = fixed;
    }

    /**
     * Returns the form that some code reads.
     *
     * @param reading reads an object; it takes every field as absent, and each as being there when it asks; what it returns or
     *     finds wrong does not matter
     */
    public static Form of(Consumer<Fields> reading) {
        return new Form(reading);
    }

    /** Returns the form of a change: what some code reads, and beside it the version that is to be changed. */
    public static Form ofChange(Consumer<Fields> reading) {
        return new Form(fields -> {
            fields.version();
            reading.accept(fields);
        });
    }

    /** Returns the form of an object that holds nothing. */
    public static Form empty() {
        return new Form(fields -> {});
    }

    /** Returns the same form, of those objects alone in which a field is a word. */
    public Form where(String name, String word) {
        return new Form(reading, Map.of(name, word));
    }

    /** Returns it as JSON Schema: an object that has no field but those that are read; a copy. */
    public ObjectNode schema() {
        FieldNotes notes = new FieldNotes();
        reading.accept(Fields.noting(notes));
        ObjectNode schema = schema(notes);
        fixed.forEach((name, word) ->
                schema.withObject("/properties/" + name).putArray("enum").add(word));
        return schema;
    }

    static ObjectNode schema(FieldNotes notes) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        for (Map.Entry<String, ObjectNode> field : notes.shapes().entrySet()) {
            properties.set(field.getKey(), field.getValue());
        }
        if (!notes.required().isEmpty()) {
            ArrayNode required = schema.putArray("required");
            notes.required().forEach(required::add);
        }
        return schema.put("additionalProperties", false);
    }
}
