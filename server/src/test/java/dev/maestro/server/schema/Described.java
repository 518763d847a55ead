package dev.maestro.server.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A description that a hub gave out, to hold what it says and takes to. Objects with named fields have no others here: what is
 * answered beyond its schema was forgotten in the description.
 */
public final class Described {
    private final JsonNode document;
    private final ObjectNode components = JsonNodeFactory.instance.objectNode();
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    public Described(JsonNode document) {
        this.document = document;
        components.set("schemas", closed(document.path("components").path("schemas")));
    }

    /** Returns the document as it is. */
    public JsonNode document() {
        return document;
    }

    /** Returns what is wrong with a value, in words; empty if nothing is. */
    public List<String> faults(JsonNode schema, JsonNode value) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.putArray("allOf").add(closed(schema));
        root.set("components", components);
        return registry.getSchema(root).validate(value).stream()
                .map(Error::toString)
                .toList();
    }

    /** Returns what a reference leads to; what is no reference is that itself. */
    public JsonNode resolved(JsonNode node) {
        String ref = node.path("$ref").asText();
        return ref.isEmpty() ? node : document.at(ref.substring(1));
    }

    /** Finds the operation of a route such as {@code GET /api/tasks/{id}}. */
    public JsonNode operation(String route) {
        String[] words = route.split(" ", 2);
        String path = words[1].replace('<', '{').replace('>', '}');
        return document.path("paths").path(path).path(words[0].toLowerCase(Locale.ROOT));
    }

    /** Finds the route of a request that was sent. */
    public Optional<String> routeOf(String method, String path) {
        String bare = path.replaceFirst("\\?.*", "");
        return document.path("paths")
                .propertyStream()
                .map(Map.Entry::getKey)
                // The more of it is no parameter, the better it fits.
                .sorted((a, b) -> parameters(a) - parameters(b))
                .filter(template -> Pattern.matches(template.replaceAll("\\{[^}]+}", "[^/]+"), bare))
                .findFirst()
                .map(template -> method + " " + template);
    }

    private static int parameters(String template) {
        return template.split("\\{", -1).length;
    }

    private static JsonNode closed(JsonNode schema) {
        JsonNode copy = schema.deepCopy();
        close(copy);
        return copy;
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("properties").isObject()
                && object.path("type").asText().equals("object")
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(Described::close);
    }
}
