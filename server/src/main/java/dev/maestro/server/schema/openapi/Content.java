package dev.maestro.server.schema.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.server.domain.Form;
import dev.maestro.server.schema.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a request or an answer holds.
 *
 * @param mediaTypes what it may be written as
 * @param schema makes its schema, and puts what it is made of into the book
 */
record Content(List<String> mediaTypes, Function<Schemas, ObjectNode> schema) {
    static final String JSON = "application/json";

    /** Returns that of a record. */
    static Content of(Class<?> type) {
        return new Content(List.of(JSON), schemas -> schemas.of(type));
    }

    static Content listOf(Class<?> type) {
        return new Content(List.of(JSON), schemas -> schemas.listOf(type));
    }

    /** Returns that of bytes or text. */
    static Content plain(String... mediaTypes) {
        return new Content(
                List.of(mediaTypes),
                schemas -> JsonNodeFactory.instance.objectNode().put("type", "string"));
    }

    /** Returns that of any JSON object. */
    static Content object() {
        return new Content(
                List.of(JSON), schemas -> JsonNodeFactory.instance.objectNode().put("type", "object"));
    }

    /**
     * Returns that of one of some forms.
     *
     * @param like a record whose fields mean the same
     */
    static Content ofOne(List<NamedForm> forms, @Nullable Class<?> like) {
        return new Content(List.of(JSON), schemas -> {
            List<ObjectNode> references = new ArrayList<>();
            forms.forEach(
                    form -> references.add(schemas.add(form.name(), form.form().schema(), like)));
            if (references.size() == 1) {
                return references.get(0);
            }
            ObjectNode choice = JsonNodeFactory.instance.objectNode();
            references.forEach(choice.putArray("anyOf")::add);
            return choice;
        });
    }

    /** A form by the name it has in the description. */
    record NamedForm(String name, Form form) {}
}
