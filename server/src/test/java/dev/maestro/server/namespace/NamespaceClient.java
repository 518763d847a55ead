package dev.maestro.server.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.socketio.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A client that speaks Socket.IO packets as they are written. */
final class NamespaceClient implements AutoCloseable {
    private final RawClient raw;
    private int lastAck;

    NamespaceClient(RawClient raw) {
        this.raw = raw;
    }

    RawClient raw() {
        return raw;
    }

    /** Asks for a namespace and returns {@code {sid}} or {@code {message, data}}; JSON is written with single quotes. */
    JsonNode connect(String namespace, String auth) throws Exception {
        raw.say("40" + namespace + "," + auth.replace('\'', '"'));
        String answer = raw.next();
        while (!answer.startsWith("40" + namespace + ",") && !answer.startsWith("44" + namespace + ",")) {
            if (answer.startsWith("closed")) {
                throw new AssertionError(answer);
            }
            answer = raw.next();
        }
        return json(answer.substring(answer.indexOf(',') + 1));
    }

    /** Asks for a namespace and must be let in. */
    NamespaceClient in(String namespace, String auth) throws Exception {
        JsonNode answer = connect(namespace, auth);
        if (!answer.has("sid")) {
            throw new AssertionError("refused: " + answer);
        }
        return this;
    }

    /** Emits with an ack and returns its first argument; events that come before are left out. */
    JsonNode ask(String namespace, String event, String... args) throws Exception {
        String ack = "43" + namespace + "," + ++lastAck;
        raw.say("42" + namespace + "," + lastAck + packet(event, args));
        while (true) {
            String frame = raw.next();
            if (frame.startsWith(ack + "[")) {
                return json(frame.substring(ack.length())).get(0);
            }
            if (frame.startsWith("closed")) {
                throw new AssertionError(frame);
            }
        }
    }

    /** Emits without asking for an ack. */
    void tell(String namespace, String event, String... args) {
        raw.say("42" + namespace + "," + packet(event, args));
    }

    /** Waits for an event and returns its first argument; what comes before is left out. */
    JsonNode hear(String namespace, String event) throws Exception {
        String start = "42" + namespace + ",[\"" + event + "\"";
        while (true) {
            String frame = raw.next();
            if (frame.startsWith(start)) {
                return json(frame.substring(frame.indexOf(",[") + 1)).get(1);
            }
            if (frame.startsWith("closed")) {
                throw new AssertionError(frame);
            }
        }
    }

    /** Waits to be put out of a namespace. */
    void awaitPutOut(String namespace) throws Exception {
        String frame = raw.next();
        while (!frame.equals("41" + namespace + ",")) {
            if (frame.startsWith("closed")) {
                throw new AssertionError(frame);
            }
            frame = raw.next();
        }
    }

    private static String packet(String event, String... args) {
        StringBuilder packet = new StringBuilder("[\"").append(event).append('"');
        for (String arg : args) {
            packet.append(',').append(arg.replace('\'', '"'));
        }
        return packet.append(']').toString();
    }

    static JsonNode json(String text) throws IOException {
        return Json.tree(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        raw.close();
    }
}
