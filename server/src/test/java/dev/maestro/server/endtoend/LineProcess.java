package dev.maestro.server.endtoend;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A child process whose output is read line by line; it ends with the test, whatever happens. */
final class LineProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String END = "\u0000end";
    private static final String LEAK = "LEAK: ";

    private final Process process;
    private final BufferedWriter input;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> leaks = new CopyOnWriteArrayList<>();
    private final Thread errors;

    private LineProcess(Process process) {
        this.process = process;
        this.input = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        reader("lines-of-", this::read);
        this.errors = reader("errors-of-", this::readErrors);
    }

    /** Starts a process; its error output goes to the test's. */
    static LineProcess start(ProcessBuilder builder) throws IOException {
        return new LineProcess(builder.start());
    }

    private Thread reader(String name, Runnable read) {
        Thread reader = new Thread(read, name + process.pid());
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    private void readErrors() {
        try (BufferedReader reader = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                System.err.println(line);
                if (line.contains(LEAK)) {
                    leaks.add(line);
                }
            }
        } catch (IOException e) {
            System.err.println("error output broke: " + e);
        }
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("output broke: " + e);
        } finally {
            lines.add(END);
        }
    }

    /** Returns the next line that matches, forgetting those before; fails when the process ends or stays silent. */
    String await(Predicate<String> wanted) throws InterruptedException {
        List<String> seen = new ArrayList<>();
        while (true) {
            String line = next(seen);
            if (wanted.test(line)) {
                return line;
            }
            seen.add(line);
        }
    }

    /** Returns the lines up to and with the first that matches. */
    List<String> readUntil(Predicate<String> last) throws InterruptedException {
        List<String> seen = new ArrayList<>();
        while (true) {
            String line = next(seen);
            seen.add(line);
            if (last.test(line)) {
                return seen;
            }
        }
    }

    /** Returns the lines that are left, up to the end of the process's output. */
    List<String> rest() throws InterruptedException {
        List<String> seen = new ArrayList<>();
        while (true) {
            String line = lines.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                throw new AssertionError("no end after:\n" + String.join("\n", seen));
            }
            if (line.equals(END)) {
                return seen;
            }
            seen.add(line);
        }
    }

    private String next(List<String> seen) throws InterruptedException {
        String line = lines.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null || line.equals(END)) {
            throw new AssertionError(
                    (line == null ? "silent for " + PATIENCE : "ended") + " after:\n" + String.join("\n", seen));
        }
        return line;
    }

    /** Writes a line to the process, whole, whoever writes beside it. */
    synchronized void write(String line) {
        try {
            input.write(line);
            input.newLine();
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the process as a person's kill -9 would, and waits until it is gone. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        awaitEnd();
    }

    /** Asks the process to end (SIGTERM) and returns its exit code. */
    int terminate() throws InterruptedException {
        // Process.destroy would also close the streams, and what the process says last would not be heard.
        process.toHandle().destroy();
        return awaitEnd();
    }

    /** Waits for the process to end by itself and returns its exit code. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still running after " + PATIENCE);
        }
        return process.exitValue();
    }

    /** Returns the process's number, empty if it has ended. */
    Optional<Long> running() {
        return process.isAlive() ? Optional.of(process.pid()) : Optional.empty();
    }

    /** Returns what Netty said it lost, in full once the process has ended. */
    List<String> leaks() throws InterruptedException {
        if (!process.isAlive()) {
            errors.join(PATIENCE.toMillis());
        }
        return List.copyOf(leaks);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
