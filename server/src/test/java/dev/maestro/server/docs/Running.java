package dev.maestro.server.docs;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * A process of a page and everything it has printed, errors among it; it ends with the page, and its children with it.
 *
 * <p>Threads: thread-safe; a reader of its own gathers the output.
 */
final class Running implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private final Process process;
    private final Thread reader;

    @GuardedBy("this")
    private final StringBuilder printed = new StringBuilder();

    @GuardedBy("this")
    private boolean isSilent;

    private Running(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "output-of-" + process.pid());
        reader.setDaemon(true);
    }

    /** Starts a process; what goes to its error output is printed among the rest. */
    static Running start(ProcessBuilder builder) throws IOException {
        Running running = new Running(builder.redirectErrorStream(true).start());
        running.reader.start();
        return running;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (int next = lines.read(); next >= 0; next = lines.read()) {
                add(Character.toString(next));
            }
        } catch (IOException e) {
            add("the output broke: " + e);
        } finally {
            end();
        }
    }

    private synchronized void add(String next) {
        printed.append(next);
        if (next.equals("\n")) {
            notifyAll();
        }
    }

    private synchronized void end() {
        isSilent = true;
        notifyAll();
    }

    /** Waits until what was printed so far is as wanted, and returns it; whatever it is, if that takes too long. */
    synchronized String await(Predicate<String> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (long left = deadline - System.nanoTime();
                !wanted.test(printed.toString()) && !isSilent && left > 0;
                left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return printed.toString();
    }

    /**
     * Waits for the process to end, and returns its exit code.
     *
     * @throws AssertionError if it does not end, with what it printed
     */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("does not end; it printed\n" + soFar());
        }
        return process.exitValue();
    }

    /** Returns all that was printed, once nobody is left who could print more. */
    String printed() throws InterruptedException {
        return await(text -> false);
    }

    /** Returns what was printed up to now. */
    synchronized String soFar() {
        return printed.toString();
    }

    /**
     * Asks the process and its children to end, as Ctrl-C or a service manager does, and waits until they have: the hub may be the
     * child of a shell.
     *
     * @throws AssertionError if one does not end, with what was printed
     */
    void stop() throws InterruptedException {
        List<ProcessHandle> all = all();
        all.forEach(ProcessHandle::destroy);
        for (ProcessHandle each : all) {
            awaitEnd(each);
        }
    }

    private void awaitEnd(ProcessHandle ending) throws InterruptedException {
        try {
            ending.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("does not end; it printed\n" + soFar(), e);
        } catch (ExecutionException e) {
            throw new AssertionError("cannot be waited for; it printed\n" + soFar(), e);
        }
    }

    private List<ProcessHandle> all() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        return all;
    }

    /** Ends the process and its children, if they have not ended, and waits until they are gone. */
    @Override
    public void close() {
        List<ProcessHandle> all = all();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(each -> each.onExit().join());
    }
}
