package dev.maestro.server.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.isolation.Row.Aim;
import dev.maestro.server.schema.Described;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route of a whole hub, asked for real: what it takes and answers is what {@code /openapi.json} says. */
class DescribedRoutesTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static World world;
    private static Door door;
    private static Plants plants;
    private static Described described;
    private static Ids nothing;

    @BeforeAll
    static void start() {
        world = new World();
        door = world.door;
        described = new Described(door.done("GET", "/openapi.json", ""));
        plants = new Plants(door);
        nothing = Plant.inNewProject(door, "refused").ghosts();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    static List<Row> rows() {
        return RestRows.all();
    }

    static List<Row> rowsWithContent() {
        return rows().stream()
                .filter(row -> described.operation(row.route()).has("requestBody"))
                .toList();
    }

    /** Else what follows could find nothing, whatever is answered. */
    @Test
    void fieldTooManyTooFewOrOfAnotherTypeIsFound() {
        Ids ids = Plant.inNewProject(door, "planted");
        String path = "/api/tasks/" + ids.task();
        ObjectNode task = (ObjectNode) door.done("GET", path, "");
        assertThat(faultsOfTask(task)).isEmpty();
        assertThat(faultsOfTask(task.deepCopy().put("strange", 1))).isNotEmpty();
        assertThat(faultsOfTask(task.deepCopy().without("title"))).isNotEmpty();
        assertThat(faultsOfTask(task.deepCopy().put("version", "1"))).isNotEmpty();
        assertThat(faultsOfTask(task.deepCopy().put("status", "strange"))).isNotEmpty();
        ObjectNode within = task.deepCopy();
        ((ObjectNode) within.path("timeline").path(0)).put("strange", 1);
        assertThat(faultsOfTask(within)).isNotEmpty();
    }

    /** What is said of agents is so as the isolation tests have it: what an agent may do to others in its own project. */
    @ParameterizedTest
    @MethodSource("rows")
    void whoMayIsTold(Row row) {
        String who = described.operation(row.route()).path("description").asText();
        assertThat(who.contains("`admin`")).isEqualTo(row.forAdmins());
        if (!row.forAdmins()) {
            boolean isKeptFromAgents = who.contains("agent");
            assertThat(row.aims()).as(who).anyMatch(aim -> aim.agentMay() != isKeptFromAgents);
        }
    }

    private static List<String> faultsOfTask(JsonNode task) {
        return described.faults(NODES.objectNode().put("$ref", "#/components/schemas/Task"), task);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void answerIsOfItsSchema(Row row) {
        for (Aim aim : row.aims()) {
            Reply reply = door.send(Door.LOCAL, good(row, aim));
            assertThat(reply.succeeded()).as(reply.all()).isTrue();
            assertThat(faults(row.route(), reply)).as(reply.all()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void refusalIsOneThatIsTold(Row row) {
        for (Aim aim : row.aims()) {
            Request request = aim.request().apply(nothing, nothing);
            Reply unknown = door.send(Door.LOCAL, request);
            assertThat(faults(row.route(), unknown)).as(unknown.all()).isEmpty();
            Reply stranger = door.send("no token", request);
            assertThat(faults(row.route(), stranger)).as(stranger.all()).isEmpty();
            String separator = request.path().contains("?") ? "&" : "?";
            Request asked = new Request(
                    request.method(), request.path() + separator + "strange=1", request.body(), request.headers());
            Reply strange = door.send(Door.LOCAL, asked);
            assertThat(strange.status()).as(strange.all()).isEqualTo(row.route().equals("GET /") ? 200 : 400);
        }
    }

    /** What a route is sent elsewhere, and is taken, is of its form; so is the least of it, which is taken as well. */
    @ParameterizedTest
    @MethodSource("rowsWithContent")
    void leastContentOfItsFormIsTaken(Row row) {
        JsonNode schema = content(row);
        for (Aim aim : row.aims()) {
            Request request = good(row, aim);
            JsonNode body = body(request);
            assertThat(described.faults(schema, body)).as("%s", request).isEmpty();
            ObjectNode least = NODES.objectNode();
            form(schema, body).path("required").forEach(name -> least.set(name.asText(), body.path(name.asText())));
            if (row.route().endsWith("/messages") && body.has("threadId")) {
                least.set("threadId", body.path("threadId"));
            }
            Reply reply = door.send(Door.LOCAL, with(request, least));
            assertThat(reply.succeeded()).as("%s: %s", least, reply.all()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("rowsWithContent")
    void contentThatIsNotOfItsFormIsRefused(Row row) {
        JsonNode schema = content(row);
        Aim aim = row.aims().get(row.aims().size() - 1);
        Request request = good(row, aim);
        ObjectNode body = (ObjectNode) body(request);
        JsonNode form = form(schema, body);
        Map<String, JsonNode> wrong = new LinkedHashMap<>();
        wrong.put("/strange", body.deepCopy().put("strange", 1));
        form.path("required")
                .forEach(name -> wrong.put("/" + name.asText(), body.deepCopy().without(name.asText())));
        wrong.forEach((path, content) -> assertRefused(schema, request, content, path));
        form.path("properties").properties().forEach(field -> {
            for (JsonNode value : mistakes(field.getValue())) {
                ObjectNode content = body.deepCopy();
                content.set(field.getKey(), value);
                assertRefused(schema, request, content, "/" + field.getKey());
            }
            field.getValue().path("properties").properties().forEach(within -> {
                for (JsonNode value : mistakes(within.getValue())) {
                    ObjectNode content = body.deepCopy();
                    content.putObject(field.getKey()).set(within.getKey(), value);
                    assertRefused(schema, request, content, "/" + field.getKey() + "/" + within.getKey());
                }
            });
        });
    }

    private static void assertRefused(JsonNode schema, Request request, JsonNode content, String path) {
        assertThat(described.faults(schema, content)).as("%s", content).isNotEmpty();
        Reply reply = door.send(Door.LOCAL, with(request, content));
        assertThat(reply.status()).as("%s: %s", shortened(content), reply.all()).isEqualTo(400);
        assertThat(reply.json().path("details").findValuesAsText("path"))
                .as("%s: %s", shortened(content), reply.all())
                .anyMatch(told -> told.equals(path) || told.startsWith(path + "/"));
    }

    private static String shortened(JsonNode content) {
        String text = content.toString();
        return text.length() > 500 ? text.substring(0, 500) + "…" : text;
    }

    /** Returns values that a field's schema does not allow, each by one word of it. */
    private static List<JsonNode> mistakes(JsonNode field) {
        List<JsonNode> mistakes = new ArrayList<>();
        String type = field.path("type").isArray()
                ? field.path("type").path(0).asText()
                : field.path("type").asText();
        if (!field.path("type").isArray() && !type.isEmpty()) {
            mistakes.add(NODES.nullNode());
        }
        switch (type) {
            case "string" -> {
                mistakes.add(NODES.numberNode(1));
                if (field.has("maxLength")) {
                    mistakes.add(
                            NODES.textNode("x".repeat(field.path("maxLength").asInt() + 1)));
                }
                if (field.path("minLength").asInt() == 1) {
                    mistakes.add(NODES.textNode(""));
                    mistakes.add(NODES.textNode(" "));
                }
                if (field.path("pattern").asText().startsWith("^[^")) {
                    mistakes.add(NODES.textNode("a\u0007b"));
                }
                if (field.has("enum")) {
                    mistakes.add(NODES.textNode("no such word"));
                }
            }
            case "integer" -> {
                mistakes.add(NODES.textNode("1"));
                mistakes.add(NODES.numberNode(1.5));
                mistakes.add(NODES.numberNode(field.path("minimum").asLong() - 1));
                if (field.has("maximum")) {
                    mistakes.add(NODES.numberNode(field.path("maximum").asLong() + 1));
                }
            }
            case "boolean" -> mistakes.add(NODES.textNode("true"));
            case "object" -> mistakes.add(NODES.arrayNode());
            case "array" -> {
                mistakes.add(NODES.objectNode());
                if (field.has("maxItems")) {
                    var many = NODES.arrayNode();
                    for (int i = 0; i <= field.path("maxItems").asInt(); i++) {
                        many.add("w" + i);
                    }
                    mistakes.add(many);
                }
                if (field.path("items").path("type").asText().equals("string")) {
                    mistakes.add(NODES.arrayNode().add(1));
                }
            }
            default -> assertThat(type).isEmpty();
        }
        return mistakes;
    }

    private static Request good(Row row, Aim aim) {
        Plants.Pair planted = plants.with(row, aim);
        return aim.request().apply(planted.mine(), planted.theirs());
    }

    private static JsonNode content(Row row) {
        return described
                .operation(row.route())
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("schema");
    }

    /** Returns the form that a content is of. */
    private static JsonNode form(JsonNode schema, JsonNode body) {
        if (!schema.has("anyOf")) {
            return described.resolved(schema);
        }
        for (JsonNode choice : schema.path("anyOf")) {
            if (described.faults(choice, body).isEmpty()) {
                return described.resolved(choice);
            }
        }
        throw new AssertionError(body + " is of no form");
    }

    private static JsonNode body(Request request) {
        try {
            return request.body().isEmpty()
                    ? NODES.objectNode()
                    : Json.tree(request.body().getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + request, e);
        }
    }

    private static Request with(Request request, JsonNode content) {
        return new Request(request.method(), request.path(), content.toString(), request.headers());
    }

    private static List<String> faults(String route, Reply reply) {
        JsonNode told = described.operation(route).path("responses").path(Integer.toString(reply.status()));
        if (told.isMissingNode()) {
            return List.of("nothing is told of the status " + reply.status());
        }
        String type = String.join("", reply.headers().getOrDefault("content-type", List.of()))
                .replaceFirst(";.*", "");
        JsonNode contents = described.resolved(told).path("content");
        JsonNode content = contents.has(type) ? contents.path(type) : contents.path("*/*");
        if (content.isMissingNode()) {
            return List.of("nothing is told of the type " + type);
        }
        JsonNode value = type.endsWith("json")
                        && !content.path("schema").path("type").asText().equals("string")
                ? reply.json()
                : NODES.textNode(reply.body());
        return described.faults(content.path("schema"), value);
    }
}
