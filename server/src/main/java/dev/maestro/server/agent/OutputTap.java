package dev.maestro.server.agent;

import dev.maestro.server.agent.output.KeptOutput;
import dev.maestro.server.agent.output.Utf8Mender;
import dev.maestro.server.agent.tty.CommandPty;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows what the command writes here, byte by byte as it is, and keeps it for the hub. Threads: of the PTY's reader. */
final class OutputTap implements CommandPty.Output {
    private static final Logger log = LoggerFactory.getLogger(OutputTap.class);
    private static final Duration LATELY = Duration.ofSeconds(10);

    private final OutputStream screen;
    private final KeptOutput kept;
    private final Utf8Mender mender = new Utf8Mender();
    private boolean screenGone;

    // Read by the link's loop.
    private volatile long lastOutput = System.nanoTime();
    private volatile Runnable more = () -> {};

    OutputTap(OutputStream screen, KeptOutput kept) {
        this.screen = screen;
        this.kept = kept;
    }

    /** Has somebody told of more output. */
    void onMore(Runnable told) {
        more = told;
    }

    /** Returns whether there was output in the last 10 s. */
    boolean busyLately() {
        return System.nanoTime() - lastOutput < LATELY.toNanos();
    }

    @Override
    public void take(byte[] bytes, int length) throws InterruptedException {
        lastOutput = System.nanoTime();
        show(bytes, length);
        keep(mender.mend(bytes, length));
    }

    /** Keeps what was left of a character that never ended; after the last output. */
    void finish() throws InterruptedException {
        keep(mender.rest());
    }

    private void keep(byte[] text) throws InterruptedException {
        if (text.length > 0) {
            kept.append(text, more);
        }
    }

    private void show(byte[] bytes, int length) {
        if (screenGone) {
            return;
        }
        try {
            screen.write(bytes, 0, length);
        } catch (IOException e) {
            // As when the reader of a pipe is gone; the hub's viewers are still there.
            log.atInfo().setCause(e).log("standard output takes nothing any more");
            screenGone = true;
        }
    }
}
