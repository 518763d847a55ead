package dev.maestro.server.agent.tty;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was typed and the command has not read: at most 1 MiB, more is dropped.
 *
 * <p>Threads: thread-safe; one thread of its own writes.
 */
final class TypedInput {
    static final int MAX_BYTES = 1 << 20;

    private static final Logger log = LoggerFactory.getLogger(TypedInput.class);

    private final OutputStream terminal;

    @GuardedBy("this")
    private final Queue<byte[]> waiting = new ArrayDeque<>();

    @GuardedBy("this")
    private int waitingBytes;

    @GuardedBy("this")
    private boolean closed;

    TypedInput(OutputStream terminal) {
        this.terminal = terminal;
    }

    void start() {
        Thread writer = new Thread(this::write, "pty-writer");
        writer.setDaemon(true);
        writer.start();
    }

    synchronized boolean add(byte[] bytes) {
        if (closed || waitingBytes + bytes.length > MAX_BYTES) {
            return false;
        }
        waiting.add(bytes);
        waitingBytes += bytes.length;
        notifyAll();
        return true;
    }

    synchronized void close() {
        closed = true;
        waiting.clear();
        notifyAll();
    }

    private void write() {
        try {
            for (byte[] next = next(); next != null; next = next()) {
                terminal.write(next);
                terminal.flush();
                written(next.length);
            }
        } catch (IOException e) {
            log.atDebug().setCause(e).log("the command's terminal takes no input any more");
            close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized byte @Nullable [] next() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        return waiting.poll();
    }

    private synchronized void written(int length) {
        waitingBytes -= length;
    }
}
