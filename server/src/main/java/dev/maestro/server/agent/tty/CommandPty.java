package dev.maestro.server.agent.tty;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import com.pty4j.WinSize;
import com.pty4j.unix.UnixPtyProcess;
import dev.maestro.server.agent.output.TerminalSize;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command that runs in a terminal of its own.
 *
 * <p>What it writes is handed on by one thread, and not read while that is taken up; what is typed is written by another,
 * so that a command that reads nothing holds up nobody.
 *
 * <p>Threads: thread-safe.
 */
public final class CommandPty {
    /** How much of what is typed waits for a command that does not read. */
    public static final int MOST_TYPED_BYTES = TypedInput.MAX_BYTES;

    /** Takes what the command wrote, and may take its time; called by one thread. */
    public interface Output {
        /** @param bytes belongs to the caller again after the call */
        void take(byte[] bytes, int length) throws InterruptedException;
    }

    private static final Logger log = LoggerFactory.getLogger(CommandPty.class);
    /** What Linux hands out at once, at most; a larger array is copied whole for each of these reads, to and fro. */
    private static final int READ_BYTES = 4 << 10;

    private final PtyProcess process;
    private final TypedInput typed;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();

    private CommandPty(PtyProcess process) {
        this.process = process;
        this.typed = new TypedInput(process.getOutputStream());
    }

    /**
     * Starts a command in the folder this process is in.
     *
     * <p>The library gives the terminal its size a moment after the start: a command that looks at once may see 0 by 0, and is told
     * of the size as of any other.
     *
     * @param command the program and its arguments
     * @param environment all of it
     * @throws CannotRunException if it cannot be started
     */
    public static CommandPty start(
            List<String> command, Map<String, String> environment, TerminalSize size, Output output) {
        Path program = Programs.find(command.get(0), environment.getOrDefault("PATH", ""))
                .orElseThrow(() -> new CannotRunException("There is no program \"" + command.get(0) + "\"."));
        String[] whole = command.toArray(String[]::new);
        whole[0] = program.toString();
        try {
            PtyProcess process = new PtyProcessBuilder(whole)
                    .setEnvironment(new HashMap<>(environment))
                    .setDirectory(new File("").getAbsolutePath())
                    .setInitialColumns(size.cols())
                    .setInitialRows(size.rows())
                    .start();
            CommandPty pty = new CommandPty(process);
            pty.begin(output);
            return pty;
        } catch (IOException | LinkageError e) {
            log.atInfo().setCause(e).log("a command did not start");
            throw new CannotRunException("\"" + command.get(0) + "\" cannot be run in a terminal: " + e.getMessage());
        }
    }

    private void begin(Output output) {
        typed.start();
        Thread reader = new Thread(() -> read(output), "pty-reader");
        reader.setDaemon(true);
        reader.start();
        Thread waiter = new Thread(() -> awaitEnd(reader), "pty-end");
        waiter.setDaemon(true);
        waiter.start();
    }

    private void read(Output output) {
        byte[] bytes = new byte[READ_BYTES];
        try (InputStream input = process.getInputStream()) {
            while (true) {
                int length = input.read(bytes);
                if (length < 0) {
                    return;
                }
                output.take(bytes, length);
            }
        } catch (IOException e) {
            // Linux says so, where others say that it is the end.
            log.atDebug().setCause(e).log("the command's terminal is closed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitEnd(Thread reader) {
        try {
            int code = process.waitFor();
            // The library ends the stream once the command is gone and all is read, also when a job holds the terminal
            // open. Before
            // that it must not be closed: the last words would be lost, and another terminal's read by this reader,
            // under its number.
            reader.join();
            typed.close();
            ended.complete(code);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended.completeExceptionally(e);
        }
    }

    /** Completes with the exit code once the command ended and all it wrote was taken; 128 and more for a signal. */
    public CompletionStage<Integer> ended() {
        return ended;
    }

    /** Types something; false if too much waits already for a command that does not read, and it was dropped. */
    public boolean type(byte[] bytes) {
        return typed.add(bytes);
    }

    /** Gives the command's terminal another size. */
    public void resize(TerminalSize size) {
        process.setWinSize(new WinSize(size.cols(), size.rows()));
    }

    /** Tells the command that its terminal is gone (SIGHUP). */
    public void hangUp() {
        if (process instanceof UnixPtyProcess unix) {
            unix.hangup();
        } else {
            process.destroy();
        }
    }

    /** Ends the command and all it started, whatever they say to it. */
    public void kill() {
        ProcessHandle.of(process.pid()).ifPresent(command -> {
            List<ProcessHandle> started = command.descendants().toList();
            command.destroyForcibly();
            started.forEach(ProcessHandle::destroyForcibly);
        });
    }
}
