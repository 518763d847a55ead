package dev.maestro.server.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The portal's example client, in a process of its own. Threads: confined to a test. */
final class PortalClient implements AutoCloseable {
    private final LineProcess process;
    private final String user;
    private final List<Heard> heard = new ArrayList<>();

    /**
     * Something a client printed.
     *
     * @param namespace where it came; empty for what it was told through a subscription
     * @param event its name
     */
    record Heard(String namespace, String event, JsonNode data) {
        /** Returns where and what, such as {@code /portal joined_project}. */
        String name() {
            return namespace + " " + event;
        }

        @Override
        public String toString() {
            return name() + " " + data;
        }
    }

    private PortalClient(String user, LineProcess process) {
        this.user = user;
        this.process = process;
    }

    /** Starts the client of somebody with a token. */
    static PortalClient of(String url, String user, String token) throws IOException {
        return new PortalClient(
                user,
                LineProcess.start(
                        new ProcessBuilder("node", "portal.mjs", url, user, token).directory(Desktop.scripts())));
    }

    /** Starts the client of the local person, who needs none. */
    static PortalClient local(String url) throws IOException {
        return new PortalClient(
                "local", LineProcess.start(new ProcessBuilder("node", "portal.mjs", url).directory(Desktop.scripts())));
    }

    /** Connects to namespaces and waits until the client is known by its own name in each. */
    PortalClient in(String... namespaces) throws InterruptedException {
        for (String namespace : namespaces) {
            process.write("{\"watch\":\"" + namespace + "\"}");
        }
        for (String namespace : namespaces) {
            hear(namespace, "authenticated", Map.of("user_id", user));
        }
        return this;
    }

    /** Subscribes as the example does. */
    void subscribe(String namespace, String event) {
        process.write("{\"subscribe\":\"" + namespace + "\",\"event\":\"" + event + "\"}");
    }

    /** Emits an event; the data is JSON. */
    void emit(String namespace, String event, String data) {
        process.write("{\"emit\":\"" + namespace + "\",\"event\":\"" + event + "\",\"data\":" + data + "}");
    }

    /** Emits an event many times in one go, as fast as a client can. */
    void emitOften(String namespace, String event, int times) {
        process.write(
                "{\"emit\":\"" + namespace + "\",\"event\":\"" + event + "\",\"data\":{},\"times\":" + times + "}");
    }

    void disconnect(String namespace) {
        process.write("{\"disconnect\":\"" + namespace + "\"}");
    }

    /** Waits until an event of a name was heard in a namespace, now or before, and returns the first. */
    JsonNode hear(String namespace, String event) throws InterruptedException {
        return hear(namespace, event, Map.of());
    }

    /** Waits until an event with fields of these values was heard, now or before, and returns the first. */
    JsonNode hear(String namespace, String event, Map<String, String> fields) throws InterruptedException {
        while (true) {
            for (Heard each : heard) {
                if (each.namespace().equals(namespace)
                        && each.event().equals(event)
                        && fields.entrySet().stream().allMatch(field -> each.data()
                                .path(field.getKey())
                                .asText()
                                .equals(field.getValue()))) {
                    return each.data();
                }
            }
            try {
                heard.add(read(process.await(line -> line.startsWith("{"))));
            } catch (AssertionError e) {
                throw new AssertionError("no " + event + " " + fields + " in " + namespace + " among " + heard, e);
            }
        }
    }

    /** Waits until the client's own subscription told of an event, and returns what it told. */
    JsonNode told(String namespace, String event) throws InterruptedException {
        return hear("", namespace + " " + event);
    }

    /** Returns everything heard so far. */
    List<Heard> heard() {
        return List.copyOf(heard);
    }

    private static Heard read(String line) {
        try {
            JsonNode said = Json.tree(line.getBytes(StandardCharsets.UTF_8));
            return said.has("told")
                    ? new Heard("", said.get("told").asText(), said.path("data"))
                    : new Heard(said.get("ns").asText(), said.get("event").asText(), said.path("data"));
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + line, e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
