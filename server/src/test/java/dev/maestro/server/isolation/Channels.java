package dev.maestro.server.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.schema.Described;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code /asyncapi.json} says of each channel, to hold what went over real sockets to it. */
final class Channels {
    private static final Pattern EVENT = Pattern.compile("42(/[^,]+),(?:\\d+)?(\\[.*)", Pattern.DOTALL);

    private final Described described;

    Channels(Door door) {
        this.described = new Described(door.done("GET", "/asyncapi.json", ""));
    }

    /** Returns the names of all that some channel sends. */
    Set<String> sent() {
        return operations("send")
                .map(operation -> operation.path("title").asText())
                .collect(Collectors.toSet());
    }

    /** Holds what a client sends to what the channel takes. */
    void holdSent(String address, String event, JsonNode payload) {
        JsonNode schema = message(
                        operation(address, "receive", event).path("messages").path(0))
                .path("payload");
        assertThat(described.faults(schema, payload)).as(event).isEmpty();
    }

    /** Holds what an event was acknowledged with to what the channel answers. */
    void holdAck(String address, String event, JsonNode ack) {
        JsonNode operation = operation(address, "receive", event);
        JsonNode schema =
                message(operation.path("reply").path("messages").path(0)).path("payload");
        assertThat(schema.isMissingNode()).as(event).isFalse();
        assertThat(described.faults(schema, ack)).as("%s: %s", event, ack).isEmpty();
    }

    /** Holds everything that a client was sent to what its channel sends, and returns the names of it. */
    Set<String> hold(SocketIoClient client) {
        Set<String> names = new LinkedHashSet<>();
        for (String packet : client.heard().all()) {
            Matcher event = EVENT.matcher(packet);
            if (event.matches()) {
                JsonNode arguments = tree(event.group(2));
                String name = arguments.path(0).asText();
                String address = event.group(1)
                        .replaceFirst("^/chat/.*", "/chat/{name}")
                        .replaceFirst("^/project/.*", "/project/{name}");
                holdPayload(address, name, arguments.path(1));
                names.add(name);
            }
        }
        return names;
    }

    /** Holds everything that came on a plain WebSocket to what its channel sends, and returns the names of it. */
    Set<String> hold(Heard heard, String address) {
        Set<String> names = new LinkedHashSet<>();
        for (String frame : heard.all()) {
            if (frame.startsWith("closed ")) {
                continue;
            }
            JsonNode message = tree(frame);
            holdPayload(address, message.path("type").asText(), message);
            names.add(message.path("type").asText());
        }
        return names;
    }

    private void holdPayload(String address, String name, JsonNode payload) {
        JsonNode schema = message(
                        operation(address, "send", name).path("messages").path(0))
                .path("payload");
        assertThat(schema.isMissingNode()).as("%s hears %s", address, name).isFalse();
        assertThat(described.faults(schema, payload))
                .as("%s: %s %s", address, name, payload)
                .isEmpty();
    }

    private JsonNode operation(String address, String action, String name) {
        return operations(action)
                .filter(operation -> operation.path("title").asText().equals(name)
                        && described
                                .resolved(operation.path("channel"))
                                .path("address")
                                .asText()
                                .equals(address))
                .findFirst()
                .orElseThrow(() -> new AssertionError(address + " does not " + action + " " + name));
    }

    private Stream<JsonNode> operations(String action) {
        return described.document().path("operations").valueStream().filter(operation -> operation
                .path("action")
                .asText()
                .equals(action));
    }

    private JsonNode message(JsonNode reference) {
        return described.resolved(described.resolved(reference));
    }

    static JsonNode tree(String json) {
        try {
            return Json.tree(json.getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }
}
