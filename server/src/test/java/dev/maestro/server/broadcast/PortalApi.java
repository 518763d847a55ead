package dev.maestro.server.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The portal's API document, as far as it declares what is sent: reads the TypeScript, and holds JSON against it. */
final class PortalApi {
    private static final Pattern INTERFACE = Pattern.compile("interface (\\w+) \\{\n(.*?)\n\\}", Pattern.DOTALL);
    private static final Pattern LISTENER = Pattern.compile("socket\\.on\\('(\\w+)', \\(data: (\\w+)\\)");
    private static final Pattern FIELD =
            Pattern.compile("^ {2}(\\w+)(\\??): (\\{.*?\\n {2}\\}|[^\\n]*);", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern ISO_DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    /** What the document names and never declares: of these it is only known that clients show them as text. */
    private static final Set<String> WORDS = Set.of("WorkflowState", "TaskStatus", "TDDState");

    private static final Set<String> THINGS = Set.of(
            "Task", "Story", "AgentMetrics", "CodeMetrics", "EmbedData", "Reaction", "TestResult", "FileAttachment");

    private final Map<String, Map<String, Field>> events;

    /**
     * A field of a payload.
     *
     * @param type as it is written
     */
    record Field(boolean optional, String type) {}

    private PortalApi(Map<String, Map<String, Field>> events) {
        this.events = events;
    }

    static PortalApi read() throws IOException {
        String text = new String(resource("portal-api.ts"), StandardCharsets.UTF_8);
        Map<String, Map<String, Field>> interfaces = new HashMap<>();
        INTERFACE.matcher(text).results().forEach(found -> interfaces.put(found.group(1), fields(found.group(2))));
        Map<String, Map<String, Field>> events = new HashMap<>();
        LISTENER.matcher(text).results().forEach(found -> events.put(found.group(1), interfaces.get(found.group(2))));
        return new PortalApi(events);
    }

    /** Returns a file of the folder. */
    static byte[] resource(String name) throws IOException {
        try (var in = PortalApi.class.getResourceAsStream("/portal/" + name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }

    Set<String> events() {
        return events.keySet();
    }

    Set<String> fields(String event, boolean optional) {
        return declared(event).entrySet().stream()
                .filter(field -> field.getValue().optional() == optional)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private Map<String, Field> declared(String event) {
        return Objects.requireNonNull(events.get(event), event);
    }

    /** Asserts that a payload has all fields that it must have, none that is unknown, and each of its type. */
    void check(String event, JsonNode payload) {
        Set<String> present = new HashSet<>();
        payload.fieldNames().forEachRemaining(present::add);
        assertThat(present).containsAll(fields(event, false));
        payload.fields().forEachRemaining(given -> {
            Field field = declared(event).get(given.getKey());
            assertThat(field).as("%s of %s is declared", given.getKey(), event).isNotNull();
            assertThat(fits(field.type(), given.getValue()))
                    .as("%s of %s is %s: %s", given.getKey(), event, field.type(), given.getValue())
                    .isTrue();
        });
    }

    private static boolean fits(String type, JsonNode value) {
        if (type.endsWith("[]")) {
            String of = type.substring(0, type.length() - 2);
            return value.isArray() && allFit(of, value);
        }
        if (type.startsWith("'")) {
            return Arrays.stream(type.split(" \\| ")).anyMatch(("'" + value.asText() + "'")::equals);
        }
        if (type.startsWith("{")) {
            Map<String, Field> parts = fields(type.replaceAll("(?m)^ {2}", ""));
            return parts.size() == value.size()
                    && parts.entrySet().stream()
                            .allMatch(part -> fits(part.getValue().type(), value.path(part.getKey())));
        }
        if (type.startsWith("Record<") || THINGS.contains(type)) {
            return value.isObject();
        }
        return switch (WORDS.contains(type) ? "string" : type) {
            case "string" -> value.isTextual();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "Date" ->
                value.isTextual() && ISO_DATE.matcher(value.textValue()).matches();
            case "any" -> !value.isNull() && !value.isMissingNode();
            default -> throw new AssertionError("unknown type " + type);
        };
    }

    private static boolean allFit(String type, JsonNode array) {
        for (JsonNode each : array) {
            if (!fits(type, each)) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, Field> fields(String body) {
        Map<String, Field> fields = new LinkedHashMap<>();
        FIELD.matcher(body)
                .results()
                .forEach((MatchResult found) ->
                        fields.put(found.group(1), new Field(!found.group(2).isEmpty(), found.group(3))));
        return fields;
    }
}
