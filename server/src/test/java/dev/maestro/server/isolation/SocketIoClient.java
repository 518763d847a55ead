package dev.maestro.server.isolation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A Socket.IO client of one namespace, from another machine, that keeps every packet it is sent. */
public final class SocketIoClient implements AutoCloseable {
    private final Heard heard = new Heard();
    private final AtomicInteger acks = new AtomicInteger();
    private final ExecutorService pongs = Executors.newSingleThreadExecutor();
    private final String namespace;
    private final Wire wire;
    private final String greeting;

    private SocketIoClient(URI hub, boolean polling, String namespace, String auth) {
        this.namespace = namespace;
        String path = "/socket.io/?EIO=4&transport=" + (polling ? "polling" : "websocket");
        Executor later = pongs;
        this.wire = polling
                ? new PollingWire(hub, path, packet -> take(packet, later))
                : new WebSocketWire(hub, path, true, packet -> take(packet, later));
        wire.send("40" + namespace + "," + auth);
        this.greeting = heard.await(
                "an answer to CONNECT",
                packet -> packet.startsWith("40" + namespace + ",") || packet.startsWith("44" + namespace + ","));
    }

    /** Asks to be let into a namespace. */
    public static SocketIoClient connect(URI hub, boolean polling, String namespace, String auth) {
        return new SocketIoClient(hub, polling, namespace, auth);
    }

    // The answer to a ping must not wait for the thread that reads.
    private void take(String packet, Executor later) {
        heard.add(packet);
        if (packet.equals("2")) {
            later.execute(() -> wire.send("3"));
        }
    }

    /** Returns the packet that let it in or not. */
    public String greeting() {
        return greeting;
    }

    public boolean connected() {
        return greeting.startsWith("40");
    }

    /** Says something and returns the ack. */
    public JsonNode ask(String event, String payload) {
        int ack = acks.incrementAndGet();
        String argument = payload.isEmpty() ? "" : "," + payload;
        wire.send("42" + namespace + "," + ack + "[\"" + event + "\"" + argument + "]");
        String start = "43" + namespace + "," + ack + "[";
        String packet = heard.await("an ack of " + event, text -> text.startsWith(start));
        return tree(packet.substring(start.length() - 1)).path(0);
    }

    /** Says something and asks for no ack. */
    public void tell(String event, String payload) {
        wire.send("42" + namespace + ",[\"" + event + "\"" + (payload.isEmpty() ? "" : "," + payload) + "]");
    }

    /** Answers a packet that asks for an ack. */
    public void answer(String packet, String payload) {
        String id = packet.substring(("42" + namespace + ",").length(), packet.indexOf('['));
        wire.send("43" + namespace + "," + id + "[" + payload + "]");
    }

    /** Breaks the connection without a word. */
    public void cut() {
        wire.close();
    }

    public Heard heard() {
        return heard;
    }

    /** Returns all it was sent, as one text. */
    public String everything() {
        return String.join("\n", heard.all());
    }

    private static JsonNode tree(String json) {
        try {
            return Json.tree(json.getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }

    @Override
    public void close() {
        wire.close();
        pongs.shutdown();
    }
}
