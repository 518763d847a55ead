package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Closes a session that announced attachments and does not send them in time. */
@EventLoopConfined
final class AttachmentDeadline {
    private final EngineSession session;
    private final Duration timeout;
    private @Nullable Future<?> timer;

    AttachmentDeadline(EngineSession session, Duration timeout) {
        this.session = session;
        this.timeout = timeout;
    }

    /** Starts with the packet that announces attachments, and ends with the last of them. */
    void watch(boolean awaited) {
        if (!awaited) {
            stop();
        } else if (timer == null) {
            timer = session.loop()
                    .schedule(
                            () -> session.close(DisconnectReason.PARSE_ERROR),
                            timeout.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
