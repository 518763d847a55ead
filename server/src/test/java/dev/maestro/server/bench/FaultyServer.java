package dev.maestro.server.bench;

import dev.maestro.server.bench.client.Target;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A Socket.IO server in a process of its own that misbehaves as it is told. */
final class FaultyServer implements AutoCloseable {
    private static final String READY = "ready ";

    private final Process process;
    private final int port;

    private FaultyServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one with a fault of {@code faulty.mjs}, and waits until it listens. */
    static FaultyServer start(String fault) throws IOException {
        Process process = new ProcessBuilder("node", "faulty.mjs", fault)
                .directory(new File(System.getProperty("maestro.js", "target/test-js")))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = lines.readLine();
        if (line == null || !line.startsWith(READY)) {
            process.destroyForcibly();
            throw new IllegalStateException("the server did not start: " + line);
        }
        return new FaultyServer(process, Integer.parseInt(line.substring(READY.length())));
    }

    Target target() {
        return new Target(URI.create("http://127.0.0.1:" + port));
    }

    @Override
    public void close() {
        try {
            if (!process.destroyForcibly().waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the server ended", e);
        }
    }
}
