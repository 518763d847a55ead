package dev.maestro.server.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A desktop: the real JavaScript client on {@code /ui}, in a process of its own. */
final class Desktop implements AutoCloseable {
    private final LineProcess process;

    private final List<String> printed = new ArrayList<>();

    private Desktop(LineProcess process) {
        this.process = process;
    }

    /** Starts a client with options of socket.io-client, as JSON; it may be refused. */
    static Desktop start(PackagedHub hub, String options) throws IOException {
        return at(hub.url(), options);
    }

    /** Starts a client that comes to a hub by another address, such as a proxy's; it may be refused. */
    static Desktop at(String url, String options) throws IOException {
        return new Desktop(LineProcess.start(new ProcessBuilder("node", "ui.mjs", url, options).directory(scripts())));
    }

    /**
     * Starts a client of another namespace and waits until it is in there.
     *
     * @param auth what its CONNECT carries, as JSON
     * @param reconnecting whether it comes back by itself, soon
     */
    static Desktop in(PackagedHub hub, String namespace, String auth, boolean reconnecting)
            throws IOException, InterruptedException {
        Desktop client = knocking(hub, namespace, auth, reconnecting);
        client.await(line -> line.contains("\"is\":\"connected\""));
        return client;
    }

    /**
     * Starts the process of a client of another namespace, and waits until it can {@link #come} at once: the start itself may
     * take longer than the hub waits for somebody who was cut off.
     */
    static Desktop waiting(PackagedHub hub, String namespace, String auth) throws IOException, InterruptedException {
        Desktop client = started(hub, namespace, "\"auth\":" + auth + ",\"autoConnect\":false");
        client.await(line -> line.contains("\"is\":\"waiting\""));
        return client;
    }

    /** Starts a client of another namespace, which may be refused. */
    static Desktop knocking(PackagedHub hub, String namespace, String auth, boolean reconnecting) throws IOException {
        return started(hub, namespace, "\"auth\":" + auth + ",\"reconnection\":" + reconnecting);
    }

    // On WebSocket from the start: of a client that dies while it changes over, the hub learns by its silence only.
    private static Desktop started(PackagedHub hub, String namespace, String options) throws IOException {
        String all = "{" + options
                + ",\"transports\":[\"websocket\"],\"reconnectionDelay\":100,\"reconnectionDelayMax\":300}";
        return new Desktop(LineProcess.start(
                new ProcessBuilder("node", "ui.mjs", hub.url(), all, namespace).directory(scripts())));
    }

    /** Starts a client with a token and waits until it is in the namespace. */
    static Desktop connected(PackagedHub hub, String token) throws IOException, InterruptedException {
        Desktop desktop = start(hub, "{\"auth\":{\"token\":\"" + token + "\"}}");
        desktop.await(line -> line.contains("\"is\":\"connected\""));
        return desktop;
    }

    /** Starts a client and waits until it is in the namespace. */
    static Desktop connected(PackagedHub hub) throws IOException, InterruptedException {
        Desktop desktop = start(hub, "{}");
        desktop.await(line -> line.contains("\"is\":\"connected\""));
        return desktop;
    }

    static File scripts() {
        return Path.of(System.getProperty("maestro.js", "target/test-js")).toFile();
    }

    /** Emits an event and returns the first argument of its ack. */
    JsonNode ask(String event, String... args) throws IOException, InterruptedException {
        process.write("{\"emit\":\"" + event + "\",\"args\":[" + String.join(",", args) + "]}");
        return read(await(line -> line.startsWith("{\"ack\""))).get("ack").path(0);
    }

    /** Emits an event without asking for an ack. */
    void tell(String event, String... args) {
        process.write("{\"tell\":\"" + event + "\",\"args\":[" + String.join(",", args) + "]}");
    }

    /** Waits for the next event of a name and returns its arguments, forgetting what came before. */
    JsonNode hear(String event) throws IOException, InterruptedException {
        return read(await(line -> line.startsWith("{\"event\":\"" + event + "\"")))
                .get("args");
    }

    /** Connects a client that was {@link #waiting}, and waits until it is in. */
    void come() throws InterruptedException {
        process.write("{\"connect\":true}");
        await(line -> line.contains("\"is\":\"connected\""));
    }

    /** Waits until the client is in its namespace again. */
    void awaitBack() throws InterruptedException {
        await(line -> line.contains("\"is\":\"connected\""));
    }

    /** Leaves the namespace by the client's own word. */
    void leave() throws InterruptedException {
        process.write("{\"end\":true}");
        process.awaitEnd();
    }

    /** Ends the client's process as kill -9 does. */
    void kill() throws InterruptedException {
        process.kill();
    }

    /** Returns everything printed since the start, up to and with the next line that contains a text. */
    List<String> allUntil(String text) throws InterruptedException {
        await(line -> line.contains(text));
        return List.copyOf(printed);
    }

    /** Waits until so many lines that contain a text were printed since the start. */
    void awaitHeard(String text, int times) throws InterruptedException {
        while (printed.stream().filter(line -> line.contains(text)).count() < times) {
            await(line -> line.contains(text));
        }
    }

    private String await(Predicate<String> wanted) throws InterruptedException {
        printed.addAll(process.readUntil(wanted));
        return printed.get(printed.size() - 1);
    }

    /** Returns the names of the events heard up to and with the first of a name. */
    List<String> namesUntil(String event) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        for (String line : process.readUntil(text -> text.startsWith("{\"event\":\"" + event + "\""))) {
            JsonNode said = read(line);
            if (said.has("event")) {
                names.add(said.get("event").asText());
            }
        }
        return names;
    }

    /** Waits until the client is put out, and returns the reason it is told. */
    String end() throws IOException, InterruptedException {
        return read(await(line -> line.contains("\"is\":\"disconnected\"")))
                .get("reason")
                .asText();
    }

    /** Waits for the client to be refused and returns what it was told. */
    JsonNode refusal() throws IOException, InterruptedException {
        return read(await(line -> line.contains("\"is\":\"refused\"")));
    }

    private static JsonNode read(String line) throws IOException {
        return Json.tree(line.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        process.close();
    }
}
