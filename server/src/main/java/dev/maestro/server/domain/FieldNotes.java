package dev.maestro.server.domain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What was asked of each field of an object, in the order it was asked. Threads: confined to one reading. */
final class FieldNotes {
    private final Map<String, ObjectNode> shapes = new LinkedHashMap<>();
    private final Set<String> required = new LinkedHashSet<>();
    private final Map<String, String> aliases = new LinkedHashMap<>();
    private final Map<String, Within> objects = new LinkedHashMap<>();

    private record Within(FieldNotes notes, UnaryOperator<ObjectNode> shape) {}

    /** Notes a field's shape; of one that is read twice, what was asked first is the narrower. */
    void shape(String name, ObjectNode shape) {
        shapes.putIfAbsent(name, shape);
    }

    void require(String name) {
        required.add(name);
    }

    /** Notes that a field may come under another name. */
    void alias(String alias, String name) {
        aliases.put(alias, name);
    }

    /**
     * Notes a field that holds an object, or several.
     *
     * @param notes what is asked of the fields within; still to be written
     * @param shape makes the field's shape of the object's
     */
    void within(String name, FieldNotes notes, UnaryOperator<ObjectNode> shape) {
        objects.put(name, new Within(notes, shape));
        shapes.putIfAbsent(name, Shapes.raw());
    }

    /** Returns the shape of each field, once all were read. */
    Map<String, ObjectNode> shapes() {
        Map<String, ObjectNode> all = new LinkedHashMap<>(shapes);
        objects.forEach((name, within) -> all.put(name, within.shape().apply(Form.schema(within.notes()))));
        aliases.forEach((alias, name) -> {
            ObjectNode shape = all.get(name);
            if (shape != null) {
                all.put(alias, shape.deepCopy());
            }
        });
        return Collections.unmodifiableMap(all);
    }

    /** Returns the fields that must be there. */
    Set<String> required() {
        return Collections.unmodifiableSet(required);
    }
}
