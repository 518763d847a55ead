package dev.maestro.server.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What things mean, in a sentence each: {@code meanings.json}, read once. Its parts are types with their fields, parameters,
 * events and channels.
 *
 * <p>A test holds it complete, and free of what is no more. Threads: immutable.
 */
public final class Meanings {
    /** The fields that mean the same wherever they are. */
    public static final String ANYWHERE = "*";

    /** The sentence about a type itself. */
    public static final String ITSELF = "";

    private static final Meanings ALL = read();

    private final JsonNode tree;

    private Meanings(JsonNode tree) {
        this.tree = tree;
    }

    /** Returns those there are. */
    public static Meanings all() {
        return ALL;
    }

    /** Returns what a type, an event or the like is, by the part it is in. */
    public Optional<String> of(String part, String name) {
        return text(tree.path(part).path(name));
    }

    /** Returns what a type is. */
    public Optional<String> ofType(String type) {
        return ofField(type, ITSELF);
    }

    /** Returns what a field of a type means there, or wherever it is. */
    public Optional<String> ofField(String type, String field) {
        JsonNode types = tree.path("types");
        return text(types.path(type).path(field))
                .or(() -> field.equals(ITSELF)
                        ? Optional.empty()
                        : text(types.path(ANYWHERE).path(field)));
    }

    /** Returns the names in a part, or, of {@code types}, the fields as {@code Type.field}. */
    public Set<String> names(String part) {
        Set<String> names = new LinkedHashSet<>();
        for (Map.Entry<String, JsonNode> entry : tree.path(part).properties()) {
            if (entry.getValue().isObject()) {
                entry.getValue().properties().forEach(field -> names.add(entry.getKey() + "." + field.getKey()));
            } else {
                names.add(entry.getKey());
            }
        }
        return names;
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
    }

    private static Meanings read() {
        try (InputStream in = Meanings.class.getResourceAsStream("meanings.json")) {
            if (in == null) {
                throw new IllegalStateException("meanings.json is not beside " + Meanings.class);
            }
            return new Meanings(Json.mapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException("meanings.json cannot be read", e);
        }
    }
}
