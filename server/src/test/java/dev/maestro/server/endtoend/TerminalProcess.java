package dev.maestro.server.endtoend;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import com.pty4j.WinSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A command in a terminal of its own, as a person runs it; it ends with the test, whatever happens. */
final class TerminalProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;

    private final PtyProcess process;
    private final Thread reader;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private TerminalProcess(PtyProcess process, BiConsumer<byte[], Integer> shown) {
        this.process = process;
        this.reader = new Thread(() -> read(shown), "screen-of-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a command.
     *
     * @param shown is given what it prints, and how many bytes of that count
     */
    static TerminalProcess start(List<String> command, int cols, int rows, BiConsumer<byte[], Integer> shown)
            throws IOException {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.keySet().removeIf(name -> name.startsWith("MAESTRO_"));
        environment.put("TERM", "xterm-256color");
        environment.put("LANG", "C.UTF-8");
        environment.put("PS1", "$ ");
        return new TerminalProcess(
                new PtyProcessBuilder(command.toArray(String[]::new))
                        .setEnvironment(environment)
                        .setInitialColumns(cols)
                        .setInitialRows(rows)
                        .start(),
                shown);
    }

    private void read(BiConsumer<byte[], Integer> shown) {
        byte[] buffer = new byte[64 * 1024];
        try (InputStream output = process.getInputStream()) {
            for (int read = output.read(buffer); read >= 0; read = output.read(buffer)) {
                synchronized (printed) {
                    printed.write(buffer, 0, read);
                }
                shown.accept(buffer, read);
            }
        } catch (IOException e) {
            System.err.println("the terminal broke: " + e);
        }
    }

    /** Types. */
    void type(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Gives the terminal another size. */
    void resize(int cols, int rows) {
        process.setWinSize(new WinSize(cols, rows));
    }

    /** Returns all that was printed so far, as text. */
    String printed() {
        synchronized (printed) {
            return printed.toString(StandardCharsets.UTF_8);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Waits until the command has ended and all it printed was taken, and returns its exit code. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running after " + PATIENCE_SECONDS + " s; it printed:\n" + printed());
        }
        reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
