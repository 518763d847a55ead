package dev.maestro.server.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** One run of {@code engine.mjs}: the real JavaScript client in a process of its own. */
public final class NodeClient implements AutoCloseable {
    private static final Path SCRIPTS = Path.of(Objects.requireNonNull(System.getProperty("maestro.js")));

    /** The package of the newest client. */
    public static final String NEWEST = "socket.io-client";

    /** The package of version 4.5, which knows nothing of recovery. */
    public static final String OF_2022 = "socket.io-client-45";

    private final Process process;
    private final BufferedReader output;

    private NodeClient(Process process) {
        this.process = process;
        this.output = process.inputReader();
        // A client that hangs is ended, so that a line that is waited for comes to an end too. One that ended by itself
        // is let be: ending it again would close its output before it was read.
        var unused = process.toHandle()
                .onExit()
                .orTimeout(120, TimeUnit.SECONDS)
                .exceptionally(late -> {
                    process.destroyForcibly();
                    return process.toHandle();
                });
    }

    /** Starts a scenario with the newest client; {@code mode} is websocket, polling or upgrade. */
    public static NodeClient start(String scenario, int port, String mode) throws IOException {
        return start(scenario, port, mode, NEWEST);
    }

    /** Starts a scenario against a port with a version of the client, by the name of its package. */
    public static NodeClient start(String scenario, int port, String mode, String client) throws IOException {
        return new NodeClient(
                new ProcessBuilder("node", "engine.mjs", scenario, "http://127.0.0.1:" + port, mode, client)
                        .directory(SCRIPTS.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    /** Plays a scenario to its end and returns what it printed. */
    public static JsonNode play(String scenario, int port, String mode) throws IOException {
        return play(scenario, port, mode, NEWEST);
    }

    /** Plays a scenario with a version of the client to its end and returns what it printed. */
    public static JsonNode play(String scenario, int port, String mode, String client) throws IOException {
        try (NodeClient running = start(scenario, port, mode, client)) {
            JsonNode result = running.result();
            running.awaitExit();
            return result;
        }
    }

    /** Waits for the line that says that the test may begin. */
    public void awaitReady() throws IOException {
        String line = output.readLine();
        if (!"ready".equals(line)) {
            throw new AssertionError("the client printed " + line + " where it should be ready");
        }
    }

    /** Waits for the result. */
    public JsonNode result() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new AssertionError("the client ended, or was ended after 120 s, without a result");
        }
        return new ObjectMapper().readTree(line);
    }

    private void awaitExit() {
        if (process.onExit().join().exitValue() != 0) {
            throw new AssertionError("the client failed, or did not end within 120 s");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
