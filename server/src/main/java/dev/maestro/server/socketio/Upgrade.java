package dev.maestro.server.socketio;

import dev.maestro.protocol.engineio.EnginePacket;
import dev.maestro.protocol.engineio.EnginePacketType;
import dev.maestro.protocol.error.DisconnectReason;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A WebSocket on trial: it must pass the probe and then ask to take over, within a time.
 *
 * <p>Until it does, everything goes by polling. From the probe on polls are not held long, because the client waits
 * for its last poll to end before it asks; and not let go at once, because what it asks and what it polls come over
 * two connections, in either order.
 *
 * <p>Spec: docs/protocol/engine.md, "Upgrade".
 */
@EventLoopConfined
final class Upgrade {
    private static final String PROBE = "probe";
    private static final long POLL_RELEASE_MILLIS = 20;

    private final EventLoop loop;
    private final WebSocketTransport candidate;
    private final PollingTransport polling;
    private final Runnable ended;
    private final Future<?> timer;
    private boolean probed;

    Upgrade(EventLoop loop, Duration timeout, WebSocketTransport candidate, PollingTransport polling, Runnable ended) {
        this.loop = loop;
        this.candidate = candidate;
        this.polling = polling;
        this.ended = ended;
        this.timer = loop.schedule(
                () -> giveUp(DisconnectReason.TRANSPORT_ERROR), timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isOf(WebSocketTransport transport) {
        return candidate == transport;
    }

    /** Returns whether the candidate takes over now. */
    boolean received(EnginePacket packet) {
        if (isProbe(packet)) {
            probed = true;
            candidate.send(ControlPackets.PROBE_ANSWER, MessageClass.CONTROL);
            candidate.flush();
            pollCame();
            return false;
        }
        if (probed && packet.type() == EnginePacketType.UPGRADE) {
            timer.cancel(false);
            return true;
        }
        giveUp(DisconnectReason.PARSE_ERROR);
        return false;
    }

    /** A poll is held while the client may be waiting for it to end. */
    void pollCame() {
        if (probed && polling.holdsPoll()) {
            Unwatched.schedule(loop, POLL_RELEASE_MILLIS, TimeUnit.MILLISECONDS, polling::releasePoll);
        }
    }

    /** Lets go of the candidate; polling goes on. */
    void giveUp(DisconnectReason reason) {
        timer.cancel(false);
        candidate.closeNow(reason);
        ended.run();
    }

    private static boolean isProbe(EnginePacket packet) {
        return packet.type() == EnginePacketType.PING
                && packet instanceof EnginePacket.Text text
                && text.data().equals(PROBE);
    }
}
