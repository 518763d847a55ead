package dev.maestro.server.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Terminals of xterm.js, some of which show what they are fed here and others what the hub sends them. */
final class Viewers implements AutoCloseable {
    private final LineProcess process;

    private Viewers(LineProcess process) {
        this.process = process;
    }

    static Viewers start() throws IOException {
        return new Viewers(LineProcess.start(new ProcessBuilder("node", "viewers.mjs").directory(Desktop.scripts())));
    }

    /** Opens a terminal that shows what it is fed. */
    void open(String name, int cols, int rows) {
        process.write(line("open", name).put("cols", cols).put("rows", rows).toString());
    }

    /** Writes to a terminal that shows what it is fed. */
    void feed(String name, byte[] bytes, int length) {
        process.write(line("feed", name)
                .put("base64", Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, length)))
                .toString());
    }

    /** Opens a terminal that shows a session's, and waits until it does. */
    JsonNode watch(String name, String url, String token, String session, boolean lossless)
            throws IOException, InterruptedException {
        process.write(line("watch", name)
                .put("url", url)
                .put("token", token)
                .put("session", session)
                .put("lossless", lossless)
                .toString());
        return watching(name);
    }

    /** Waits until a terminal shows a session's again. */
    JsonNode watching(String name) throws IOException, InterruptedException {
        return next("watching", name);
    }

    /** Types into a terminal. */
    void type(String name, String input) {
        process.write(line("type", name).put("input", input).toString());
    }

    /**
     * Returns what a terminal shows: {@code buffer}, {@code cursor}, the {@code text} of each row, and in {@code shows}
     * everything, line by line.
     */
    JsonNode screen(String name) throws IOException, InterruptedException {
        process.write(line("screen", name).toString());
        return next("screen", name);
    }

    /** Returns how much a terminal was sent of the stream, with a digest of it, and how often there was a hole. */
    JsonNode stream(String name) throws IOException, InterruptedException {
        process.write(line("stream", name).toString());
        return next("stream", name);
    }

    /** Waits until a terminal is told that the command has ended. */
    JsonNode exit(String name) throws IOException, InterruptedException {
        return next("exited", name);
    }

    private JsonNode next(String kind, String name) throws IOException, InterruptedException {
        String start = "{\"" + kind + "\":\"" + name + "\"";
        return Json.tree(process.await(line -> line.startsWith(start)).getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode line(String command, String name) {
        return Json.mapper().createObjectNode().put(command, name);
    }

    @Override
    public void close() {
        process.close();
    }
}
