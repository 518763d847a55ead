package dev.maestro.server.schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.brain.Run;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.portal.PortalTime;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The named schemas of one description: records and enums exactly as they are written as JSON, and forms as they are read.
 *
 * <p>A field that is always written is {@code required}, one that can be written as null is of the type {@code null}, too. Schemas
 * of what the hub writes name the fields there are and leave room for more; those of what it reads leave none. All keep to what
 * JSON Schema draft-07 and 2020-12 have in common, since each kind of description has its own.
 *
 * <p>Threads: confined to whoever makes the description.
 */
public final class Schemas {
    private static final String REF = "#/components/schemas/";
    private static final String DATE_TIME = "date-time";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Meanings meanings;
    private final Map<String, ObjectNode> named = new TreeMap<>();
    private final Map<String, Class<?>> classes = new LinkedHashMap<>();

    /** Makes a book without schemas. */
    public Schemas(Meanings meanings) {
        this.meanings = meanings;
    }

    /** Returns a reference to the schema of a record or an enum, which is in the book from then on with all it is made of. */
    public ObjectNode of(Class<?> type) {
        if (type == Object.class) {
            return NODES.objectNode();
        }
        String name = nameOf(type);
        Class<?> known = classes.putIfAbsent(name, type);
        if (known != null && known != type) {
            throw new IllegalStateException(name + " names both " + known + " and " + type);
        }
        if (known == null) {
            ObjectNode schema = type.isEnum() ? words(type) : fields(type, name);
            meanings.ofType(name).ifPresent(meaning -> schema.put("description", meaning));
            named.put(name, schema);
        }
        return reference(name);
    }

    /** Returns the schema of a record itself, which is not named; a copy. */
    public ObjectNode inline(Class<?> type) {
        return fields(type, nameOf(type));
    }

    /** Returns the schema of a list of a record. */
    public ObjectNode listOf(Class<?> type) {
        ObjectNode list = NODES.objectNode().put("type", "array");
        list.set("items", of(type));
        return list;
    }

    /**
     * Returns a reference to a schema that comes from elsewhere, whose fields are given their meanings.
     *
     * @param like a record whose fields mean the same
     */
    public ObjectNode add(String name, ObjectNode schema, @Nullable Class<?> like) {
        if (!named.containsKey(name)) {
            meanings.ofType(name).ifPresent(meaning -> schema.put("description", meaning));
            for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
                if (field.getValue() instanceof ObjectNode property) {
                    describe(name, field.getKey(), property, like);
                }
            }
            named.put(name, schema);
        }
        return reference(name);
    }

    private void describe(String type, String field, ObjectNode property, @Nullable Class<?> like) {
        Optional<String> own = meanings.ofField(type, field);
        Optional<String> meaning = like == null || meanings.of("types", type).isPresent()
                ? own
                : ownOf(type, field)
                        .or(() -> meanings.ofField(nameOf(like), field))
                        .or(() -> own);
        meaning.ifPresent(text -> property.put(
                "description",
                property.has("description")
                        ? text + " " + property.path("description").asText()
                        : text));
        for (JsonNode within : List.of(property, property.path("items"))) {
            within.path("properties").properties().forEach(entry -> {
                if (entry.getValue() instanceof ObjectNode nested) {
                    describe(type + "." + field, entry.getKey(), nested, null);
                }
            });
        }
    }

    private Optional<String> ownOf(String type, String field) {
        return meanings.names("types").contains(type + "." + field) ? meanings.ofField(type, field) : Optional.empty();
    }

    /** Returns all of them, by their names. */
    public ObjectNode all() {
        ObjectNode all = NODES.objectNode();
        all.setAll(named);
        return all;
    }

    private static ObjectNode reference(String name) {
        return NODES.objectNode().put("$ref", REF + name);
    }

    /** Returns the name of a type, in which those of the portal and the Brain are told from others. */
    static String nameOf(Class<?> type) {
        Package of = type.getPackage();
        String prefix =
                of.equals(PortalTime.class.getPackage()) ? "Portal" : of.equals(Run.class.getPackage()) ? "Brain" : "";
        return prefix + type.getSimpleName();
    }

    private static ObjectNode words(Class<?> type) {
        ObjectNode schema = NODES.objectNode().put("type", "string");
        ArrayNode words = schema.putArray("enum");
        Arrays.stream(type.getEnumConstants())
                .forEach(word -> words.add(Json.mapper().<JsonNode>valueToTree(word)));
        return schema;
    }

    private ObjectNode fields(Class<?> type, String name) {
        ObjectNode schema = NODES.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = NODES.arrayNode();
        for (RecordComponent component : type.getRecordComponents()) {
            String field = wireName(component);
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            boolean leftOut = isLeftOut(type, component, nullable);
            ObjectNode shape = shape(component, nullable && isWrittenNull(type, component));
            meanings.ofField(name, field).ifPresent(meaning -> shape.put("description", meaning));
            properties.set(field, shape);
            if (!leftOut) {
                required.add(field);
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema;
    }

    private ObjectNode shape(RecordComponent component, boolean nullable) {
        ObjectNode shape = typed(component.getAnnotatedType());
        if (component.getType() == String.class && component.getName().endsWith("At")) {
            shape.put("format", DATE_TIME);
        }
        if (shape.has("$ref")) {
            // What stands beside a reference counts for some readers, and not for others.
            ObjectNode holder = NODES.objectNode();
            ArrayNode choice = holder.putArray(nullable ? "anyOf" : "allOf").add(shape);
            if (nullable) {
                choice.addObject().put("type", "null");
            }
            return holder;
        }
        if (nullable && shape.has("type")) {
            String type = shape.path("type").asText();
            shape.putArray("type").add(type).add("null");
        }
        return shape;
    }

    private ObjectNode typed(AnnotatedType type) {
        Class<?> raw = Json.mapper().constructType(type.getType()).getRawClass();
        if (type instanceof AnnotatedParameterizedType generic) {
            AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
            ObjectNode holder = NODES.objectNode();
            if (raw == List.class) {
                holder.put("type", "array").set("items", typed(arguments[0]));
            } else {
                holder.put("type", "object").set("additionalProperties", typed(arguments[1]));
            }
            return holder;
        }
        return plain(raw).orElseGet(() -> of(raw));
    }

    private static Optional<ObjectNode> plain(Class<?> raw) {
        ObjectNode shape = NODES.objectNode();
        if (raw == String.class) {
            return Optional.of(shape.put("type", "string"));
        } else if (raw == boolean.class || raw == Boolean.class) {
            return Optional.of(shape.put("type", "boolean"));
        } else if (raw == int.class || raw == Integer.class) {
            return Optional.of(shape.put("type", "integer").put("format", "int32"));
        } else if (raw == long.class || raw == Long.class) {
            return Optional.of(shape.put("type", "integer").put("format", "int64"));
        } else if (raw == double.class) {
            return Optional.of(shape.put("type", "number"));
        } else if (raw == PortalTime.class) {
            return Optional.of(shape.put("type", "string").put("format", DATE_TIME));
        } else if (raw == JsonNode.class || raw == Object.class) {
            return Optional.of(shape);
        } else if (raw.isRecord() || isWords(raw)) {
            return Optional.empty();
        }
        throw new IllegalStateException("how is " + raw + " written?");
    }

    private static boolean isWords(Class<?> raw) {
        return raw.isEnum()
                && Arrays.stream(raw.getMethods()).anyMatch(method -> method.isAnnotationPresent(JsonValue.class));
    }

    private static boolean isWrittenNull(Class<?> owner, RecordComponent component) {
        return inclusion(owner, component) != JsonInclude.Include.NON_NULL;
    }

    private static boolean isLeftOut(Class<?> owner, RecordComponent component, boolean nullable) {
        JsonInclude.Include inclusion = inclusion(owner, component);
        return inclusion == JsonInclude.Include.NON_EMPTY || inclusion == JsonInclude.Include.NON_NULL && nullable;
    }

    private static JsonInclude.Include inclusion(Class<?> owner, RecordComponent component) {
        return inclusion(component.getAccessor()).or(() -> inclusion(owner)).orElse(JsonInclude.Include.ALWAYS);
    }

    private static Optional<JsonInclude.Include> inclusion(AnnotatedElement element) {
        return Optional.ofNullable(element.getAnnotation(JsonInclude.class)).map(JsonInclude::value);
    }

    private static String wireName(RecordComponent component) {
        return Optional.ofNullable(component.getAccessor().getAnnotation(JsonProperty.class))
                .map(JsonProperty::value)
                .orElse(component.getName());
    }
}
