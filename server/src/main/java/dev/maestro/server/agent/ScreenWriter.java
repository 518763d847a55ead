package dev.maestro.server.agent;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what a viewer shows, at the pace of whoever takes it.
 *
 * <p>Threads: thread-safe; one thread of its own writes.
 */
final class ScreenWriter {
    private static final Logger log = LoggerFactory.getLogger(ScreenWriter.class);

    private record Text(String text, Runnable written) {}

    private final OutputStream screen;
    private final Runnable gone;

    @GuardedBy("this")
    private final Queue<Text> waiting = new ArrayDeque<>();

    @GuardedBy("this")
    private boolean writing;

    @GuardedBy("this")
    private boolean broken;

    /** @param gone told once if nobody takes anything any more */
    ScreenWriter(OutputStream screen, Runnable gone) {
        this.screen = screen;
        this.gone = gone;
    }

    void start() {
        Thread writer = new Thread(this::write, "screen");
        writer.setDaemon(true);
        writer.start();
    }

    /** Writes a text after those before it; {@code written} runs on the writer's thread. */
    synchronized void add(String text, Runnable written) {
        if (!broken) {
            waiting.add(new Text(text, written));
            notifyAll();
        }
    }

    /** Leaves out what waits, but for what is being written. */
    synchronized void drop() {
        waiting.clear();
        notifyAll();
    }

    /** Waits until all is written, or cannot be. */
    synchronized void finish() throws InterruptedException {
        while (!broken && (writing || !waiting.isEmpty())) {
            wait();
        }
    }

    private void write() {
        try {
            while (true) {
                Text next = next();
                screen.write(next.text().getBytes(StandardCharsets.UTF_8));
                written();
                next.written().run();
            }
        } catch (IOException e) {
            log.atInfo().setCause(e).log("standard output takes nothing any more");
            broke();
            gone.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Text next() throws InterruptedException {
        @Nullable Text next = waiting.poll();
        while (next == null) {
            wait();
            next = waiting.poll();
        }
        writing = true;
        return next;
    }

    private synchronized void written() {
        writing = false;
        notifyAll();
    }

    private synchronized void broke() {
        broken = true;
        waiting.clear();
        notifyAll();
    }
}
