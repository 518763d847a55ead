package dev.maestro.server.screen;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real xterm.js without a window, in a process of its own ({@code screen.mjs}). */
final class Xterm implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedWriter commands;
    private final BufferedReader answers;

    private Xterm(Process process) {
        this.process = process;
        this.commands = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static Xterm start() throws IOException {
        Path scripts = Path.of(System.getProperty("maestro.js"));
        return new Xterm(new ProcessBuilder("node", "screen.mjs")
                .directory(scripts.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Begins anew with a blank terminal. */
    Xterm open(int cols, int rows, int history) throws IOException {
        tell(Map.of("open", List.of(cols, rows, history)));
        return this;
    }

    Xterm feed(byte[] bytes, int from, int to) throws IOException {
        tell(Map.of("bytes", Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, from, to))));
        return this;
    }

    Xterm write(String text) throws IOException {
        tell(Map.of("text", text));
        return this;
    }

    Xterm resize(int cols, int rows) throws IOException {
        tell(Map.of("resize", List.of(cols, rows)));
        return this;
    }

    /** Returns what it shows, as {@link Shown#seen} does. */
    List<String> seen() throws IOException {
        tell(Map.of("show", true));
        return List.of(JSON.readValue(answer(), String[].class));
    }

    /** Returns what it said by itself since it was opened. */
    String said() throws IOException {
        tell(Map.of("answers", true));
        return JSON.readValue(answer(), String.class);
    }

    private void tell(Map<String, Object> command) throws IOException {
        commands.write(JSON.writeValueAsString(command));
        commands.newLine();
    }

    private String answer() throws IOException {
        commands.flush();
        String line = answers.readLine();
        if (line == null) {
            throw new AssertionError("the terminal's process ended");
        }
        return line;
    }

    @Override
    public void close() throws Exception {
        commands.close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
