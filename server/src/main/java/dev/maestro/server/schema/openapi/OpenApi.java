package dev.maestro.server.schema.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.schema.Meanings;
import dev.maestro.server.schema.Release;
import dev.maestro.server.schema.Schemas;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the OpenAPI 3.1 document of some routes.
 *
 * <p>HEAD and OPTIONS, which every path answers, are not in it. Threads: confined to whoever makes the document.
 */
public final class OpenApi {
    private static final Pattern PARAMETER = Pattern.compile("([a-z-]+)/[{<]([A-Za-z]+)[}>]");
    private static final String CHARS_KEY = "^[\\x21-\\x7e]{1,255}$";
    private static final String TAGS = "^(\\*|\\s*(W/)?\"[^\"]{0,100}\"\\s*(,\\s*(W/)?\"[^\"]{0,100}\"\\s*)*)$";
    private static final Set<ErrorCode> ALWAYS =
            EnumSet.of(ErrorCode.INVALID, ErrorCode.RATE_LIMITED, ErrorCode.INTERNAL, ErrorCode.UNAVAILABLE);
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Meanings meanings = Meanings.all();
    private final Schemas schemas = new Schemas(meanings);
    private final Set<String> ids = new HashSet<>();

    private OpenApi() {}

    /**
     * Returns the document.
     *
     * @throws IllegalStateException if two operations have one id
     */
    public static JsonBytes of(List<DescribedRoute> routes) {
        return JsonBytes.of(new OpenApi().document(routes));
    }

    private ObjectNode document(List<DescribedRoute> routes) {
        ObjectNode document = NODES.objectNode().put("openapi", "3.1.1");
        document.putObject("info")
                .put("title", Release.TITLE)
                .put("version", Release.VERSION)
                .put("description", meanings.of("texts", "openapi").orElseThrow());
        document.put("jsonSchemaDialect", "https://json-schema.org/draft/2020-12/schema");
        document.putArray("servers").addObject().put("url", "/").put("description", "The hub that was asked.");
        ArrayNode tags = document.putArray("tags");
        for (Tag tag : Tag.values()) {
            tags.addObject().put("name", tag.title()).put("description", tag.meaning());
        }
        ObjectNode paths = document.putObject("paths");
        for (DescribedRoute route : routes) {
            paths.withObject("/" + pointer(path(route.path())))
                    .set(route.method().toLowerCase(Locale.ROOT), operation(route));
        }
        schemas.of(Problem.class);
        ObjectNode components = document.putObject("components");
        components.set("schemas", schemas.all());
        components.set("responses", refusals());
        components.set("headers", headers());
        components
                .putObject("securitySchemes")
                .putObject("token")
                .put("type", "http")
                .put("scheme", "bearer")
                .put("bearerFormat", "JWT, or the token of a session's agent")
                .put("description", meanings.of("texts", "token").orElseThrow());
        return document;
    }

    private static String pointer(String path) {
        return path.replace("~", "~0").replace("/", "~1");
    }

    private static String path(String path) {
        return path.replace('<', '{').replace('>', '}');
    }

    private ObjectNode operation(DescribedRoute route) {
        Operation told = route.operation();
        if (!ids.add(told.id())) {
            throw new IllegalStateException("two operations are called " + told.id());
        }
        ObjectNode operation = NODES.objectNode();
        operation.putArray("tags").add(told.tag().title());
        operation.put("operationId", told.id()).put("summary", told.summary());
        operation.put("description", "Who may: " + told.who().meaning());
        ArrayNode parameters = operation.putArray("parameters");
        pathParameters(route.path(), parameters);
        told.parameters().forEach(parameter -> parameters.add(query(parameter)));
        headersOf(route, parameters);
        Content body = told.body();
        if (body != null) {
            ObjectNode content = operation.putObject("requestBody");
            ObjectNode schema = body.schema().apply(schemas);
            content.put("required", needsFields(schema));
            body.mediaTypes()
                    .forEach(type ->
                            content.withObject("/content").putObject(type).set("schema", schema));
        }
        operation.set("responses", responses(route));
        ArrayNode security = operation.putArray("security");
        if (told.who() != Who.ANYBODY) {
            // The person at this machine needs none.
            security.addObject();
            security.addObject().putArray("token");
        }
        return operation;
    }

    private boolean needsFields(ObjectNode schema) {
        String name = schema.path("$ref").asText();
        return schema.has("anyOf")
                || schemas.all().path(name.substring(name.lastIndexOf('/') + 1)).has("required");
    }

    private void pathParameters(String path, ArrayNode parameters) {
        Matcher found = PARAMETER.matcher(path);
        while (found.find()) {
            String key = found.group(1) + "/" + found.group(2);
            ObjectNode parameter = parameters
                    .addObject()
                    .put("name", found.group(2))
                    .put("in", "path")
                    .put("required", true)
                    .put(
                            "description",
                            meanings.of("paths", key)
                                    .orElseThrow(() -> new IllegalStateException("what is " + key + "?")));
            parameter.putObject("schema").put("type", "string").put("minLength", 1);
        }
    }

    private static ObjectNode query(Parameter parameter) {
        ObjectNode node = NODES.objectNode().put("name", parameter.name()).put("in", "query");
        node.put("required", parameter.required()).put("description", parameter.meaning());
        node.set("schema", parameter.schema());
        return node;
    }

    private static void headersOf(DescribedRoute route, ArrayNode parameters) {
        if (route.method().equals("POST")) {
            header(
                    parameters,
                    "Idempotency-Key",
                    CHARS_KEY,
                    "A repetition under the same key within 24 hours gets the same answer and changes nothing.");
        }
        if (route.operation().isMatching()) {
            header(
                    parameters,
                    "If-Match",
                    TAGS,
                    "The version, as the `ETag` has it, at which alone it is to be done; else `stale_version`, 412.");
        }
        if (route.operation().answers().stream().anyMatch(answer -> answer.status() == 304)) {
            header(parameters, "If-None-Match", TAGS, "The `ETag` of what whoever asks has; 304 if that is it.");
        }
    }

    private static void header(ArrayNode parameters, String name, String pattern, String meaning) {
        ObjectNode header = parameters.addObject().put("name", name).put("in", "header");
        header.put("required", false).put("description", meaning);
        header.putObject("schema").put("type", "string").put("pattern", pattern);
    }

    private ObjectNode responses(DescribedRoute route) {
        ObjectNode responses = NODES.objectNode();
        for (Answered answer : route.operation().answers()) {
            ObjectNode response = responses.putObject(Integer.toString(answer.status()));
            response.put("description", answer.meaning());
            for (String header : answer.headers()) {
                response.withObject("/headers").putObject(header).put("$ref", "#/components/headers/" + header);
            }
            Content content = answer.content();
            if (content != null) {
                ObjectNode schema = content.schema().apply(schemas);
                content.mediaTypes().forEach(type -> response.withObject("/content")
                        .withObject("/" + pointer(type))
                        .set("schema", schema));
            }
        }
        for (ErrorCode code : refusalsOf(route)) {
            responses
                    .putObject(Integer.toString(code.httpStatus()))
                    .put("$ref", "#/components/responses/" + nameOf(code));
        }
        if (route.operation().isMatching()) {
            responses.putObject("412").put("$ref", "#/components/responses/" + nameOf(ErrorCode.STALE_VERSION));
        }
        return responses;
    }

    private static List<ErrorCode> refusalsOf(DescribedRoute route) {
        Operation told = route.operation();
        Set<ErrorCode> codes = EnumSet.copyOf(ALWAYS);
        codes.addAll(told.refusals());
        if (told.who() != Who.ANYBODY) {
            codes.add(ErrorCode.UNAUTHENTICATED);
            codes.add(ErrorCode.FORBIDDEN);
        }
        if (told.body() != null) {
            codes.add(ErrorCode.TOO_LARGE);
        }
        // A version that a field of the content names is a conflict, by its status.
        if (told.isMatching() && told.body() == null) {
            codes.remove(ErrorCode.STALE_VERSION);
        }
        return codes.stream()
                .sorted(Comparator.comparingInt(ErrorCode::httpStatus))
                .toList();
    }

    private static String nameOf(ErrorCode code) {
        return code.wire();
    }

    private ObjectNode refusals() {
        ObjectNode refusals = NODES.objectNode();
        for (ErrorCode code : ErrorCode.values()) {
            ObjectNode refusal = refusals.putObject(nameOf(code));
            refusal.put("description", meanings.of("codes", code.wire()).orElseThrow());
            refusal.withObject("/content")
                    .putObject("application/problem+json")
                    .putObject("schema")
                    .put("$ref", "#/components/schemas/Problem");
            if (code == ErrorCode.UNAVAILABLE || code == ErrorCode.RATE_LIMITED) {
                refusal.withObject("/headers").putObject("Retry-After").put("$ref", "#/components/headers/Retry-After");
            }
        }
        return refusals;
    }

    private ObjectNode headers() {
        ObjectNode headers = NODES.objectNode();
        Arrays.asList("ETag", "Location", "X-Next-Cursor", "Link", "Retry-After")
                .forEach(name -> {
                    ObjectNode header = headers.putObject(name);
                    header.put("description", meanings.of("headers", name).orElseThrow());
                    header.putObject("schema").put("type", name.equals("Retry-After") ? "integer" : "string");
                });
        return headers;
    }
}
