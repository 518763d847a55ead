package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one socket's saved state up to date: once a turn of the loop, however many rooms changed in it. */
@EventLoopConfined
final class SocketSaves {
    private static final Logger LOG = LoggerFactory.getLogger(SocketSaves.class);

    private static final long RETRY_SECONDS = 5;

    private final String pid;
    private final Recovery recovery;
    private final EventLoop loop;
    private final Supplier<SavedSocket> state;
    private CompletionStage<Void> last = CompletableFuture.completedStage(null);
    private boolean planned;
    private boolean ended;

    SocketSaves(String pid, Recovery recovery, EventLoop loop, Supplier<SavedSocket> state) {
        this.pid = pid;
        this.recovery = recovery;
        this.loop = loop;
        this.state = state;
    }

    String pid() {
        return pid;
    }

    /** The state changed; it is saved at the end of the current turn. */
    void changed() {
        if (!planned && !ended) {
            planned = true;
            loop.execute(this::saveNow);
        }
    }

    /** Returns a stage that is done when the state as it is now is saved. */
    CompletionStage<Void> saved() {
        // What failed before may work now.
        planned |= last.toCompletableFuture().isCompletedExceptionally();
        saveNow();
        return last;
    }

    /** The socket is gone. */
    void ended(DisconnectReason reason) {
        saveNow();
        ended = true;
        if (reason.recoverable()) {
            recovery.gone(pid);
        } else {
            recovery.forget(pid);
        }
    }

    private void saveNow() {
        if (planned) {
            planned = false;
            last = recovery.save(pid, state.get());
            var unused = last.whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.atDebug().setCause(failure).log("a socket's state could not be saved; tried again soon");
                    Unwatched.schedule(loop, RETRY_SECONDS, TimeUnit.SECONDS, this::changed);
                }
            });
        }
    }
}
