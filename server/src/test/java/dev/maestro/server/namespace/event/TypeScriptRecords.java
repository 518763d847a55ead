package dev.maestro.server.namespace.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.portal.PortalTime;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Records and enums as TypeScript declares them, exactly as Jackson writes them: a null that is written is {@code | null}, one
 * that is left out makes the property {@code ?}.
 */
final class TypeScriptRecords {
    private static final Map<Class<?>, String> PLAIN = Map.ofEntries(
            Map.entry(String.class, "string"),
            Map.entry(boolean.class, "boolean"),
            Map.entry(Boolean.class, "boolean"),
            Map.entry(int.class, "number"),
            Map.entry(Integer.class, "number"),
            Map.entry(long.class, "number"),
            Map.entry(Long.class, "number"),
            Map.entry(double.class, "number"),
            Map.entry(PortalTime.class, "IsoTime"),
            Map.entry(JsonNode.class, "Json"));

    private final Map<String, Class<?>> classes = new LinkedHashMap<>();
    private final Map<String, String> declarations = new TreeMap<>();

    /** Returns the name of a type, which is declared from then on with all it is made of. */
    String nameOf(Class<?> type) {
        String name = (isOfThePortal(type) ? "Portal" : "") + type.getSimpleName();
        Class<?> known = classes.putIfAbsent(name, type);
        if (known != null && known != type) {
            throw new IllegalStateException(name + " names both " + known + " and " + type);
        }
        if (known == null) {
            declarations.put(name, type.isEnum() ? union(type, name) : properties(type, name));
        }
        return name;
    }

    /** Returns the declarations in the order of their names. */
    String declarations() {
        return String.join("\n", declarations.values());
    }

    Set<Class<?>> declared() {
        return Set.copyOf(classes.values());
    }

    private static boolean isOfThePortal(Class<?> type) {
        return type.getPackage().equals(PortalTime.class.getPackage());
    }

    private static String union(Class<?> type, String name) {
        String words = Arrays.stream(type.getEnumConstants())
                .map(word -> Json.mapper().valueToTree(word).toString())
                .map(word -> word.replace('"', '\''))
                .collect(Collectors.joining(" | "));
        return "export type " + name + " = " + words + ";\n";
    }

    private String properties(Class<?> type, String name) {
        StringBuilder text = new StringBuilder("export interface " + name + " {\n");
        Set<String> written = writtenBy(type);
        for (RecordComponent component : type.getRecordComponents()) {
            text.append("  ").append(property(type, component)).append(";\n");
            if (!written.remove(wireName(component))) {
                throw new IllegalStateException(type + " does not write " + component);
            }
        }
        if (!written.isEmpty()) {
            throw new IllegalStateException(type + " also writes " + written);
        }
        return text + "}\n";
    }

    private static Set<String> writtenBy(Class<?> type) {
        return Json.mapper()
                .getSerializationConfig()
                .introspect(Json.mapper().constructType(type))
                .findProperties()
                .stream()
                .map(BeanPropertyDefinition::getName)
                .collect(Collectors.toSet());
    }

    private String property(Class<?> owner, RecordComponent component) {
        AnnotatedType type = component.getAnnotatedType();
        boolean nullable = type.isAnnotationPresent(Nullable.class);
        boolean leftOut =
                switch (inclusion(owner, component)) {
                    case NON_NULL -> nullable;
                    case NON_EMPTY -> true;
                    default -> false;
                };
        return wireName(component) + (leftOut ? "?" : "") + ": " + typeOf(type)
                + (nullable && !leftOut ? " | null" : "");
    }

    private static JsonInclude.Include inclusion(Class<?> owner, RecordComponent component) {
        return Optional.ofNullable(component.getAccessor().getAnnotation(JsonInclude.class))
                .or(() -> Optional.ofNullable(owner.getAnnotation(JsonInclude.class)))
                .map(JsonInclude::value)
                .orElse(JsonInclude.Include.ALWAYS);
    }

    private static String wireName(RecordComponent component) {
        return Optional.ofNullable(component.getAccessor().getAnnotation(JsonProperty.class))
                .map(JsonProperty::value)
                .orElse(component.getName());
    }

    private String typeOf(AnnotatedType type) {
        if (type instanceof AnnotatedParameterizedType generic) {
            AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
            return rawClass(type) == List.class
                    ? typeOf(arguments[0]) + "[]"
                    : "Record<" + typeOf(arguments[0]) + ", " + typeOf(arguments[1]) + ">";
        }
        Class<?> raw = rawClass(type);
        String plain = PLAIN.get(raw);
        if (plain != null) {
            return plain;
        }
        boolean isKnown = raw.isRecord()
                || raw.isEnum()
                        && Arrays.stream(raw.getMethods())
                                .anyMatch(method -> method.isAnnotationPresent(JsonValue.class));
        if (!isKnown) {
            throw new IllegalStateException("how is " + raw + " written?");
        }
        return nameOf(raw);
    }

    private static Class<?> rawClass(AnnotatedType type) {
        return Json.mapper().constructType(type.getType()).getRawClass();
    }
}
