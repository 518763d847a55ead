package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.socketio.SocketPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A recovered socket on its way from where it was cut off to the present.
 *
 * <p>States: reading the feed's log, stretch by stretch, each when the client has taken the one before → live, once a
 * stretch reaches as far as the feed has been broadcast on the loop. Until then live broadcasts of the feed pass the
 * socket by, as the log has them too; so nothing is kept, and nothing comes twice.
 *
 * <p>What the client sends meanwhile waits, so that its events find the socket live.
 */
@EventLoopConfined
final class CatchUp {
    private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);
    // What a packet costs beside its bytes, so that small ones are bounded, too.
    private static final int OVERHEAD_BYTES = 1_024;
    private static final int SHARE_AT_ONCE = 4;

    private final Socket socket;
    private final EngineSession session;
    private final Recovery recovery;
    private final Consumer<List<SocketPacket>> live;
    private final List<SocketPacket> waiting = new ArrayList<>(0);
    private long waitingBytes;
    private long replayedEvents;
    private long replayedBytes;

    /**
     * Makes a socket catch up.
     *
     * @param live called once, with what the client sent meanwhile
     */
    CatchUp(Socket socket, EngineSession session, Recovery recovery, Consumer<List<SocketPacket>> live) {
        this.socket = socket;
        this.session = session;
        this.recovery = recovery;
        this.live = live;
    }

    /** Sends a stretch when little waits for the client, and goes on with the next, or goes live. */
    void send(Recovery.Missed stretch) {
        sendFrom(stretch, 0);
    }

    private void sendFrom(Recovery.Missed stretch, int first) {
        session.whenDrained(() -> {
            if (socket.connected()) {
                sendShare(stretch, first);
            }
        });
    }

    /** Sends as much at once as leaves room below the high-water mark. */
    private void sendShare(Recovery.Missed stretch, int first) {
        List<Broadcast> broadcasts = stretch.broadcasts();
        long sentBytes = 0;
        for (int i = first; i < broadcasts.size(); i++) {
            Broadcast next = broadcasts.get(i);
            if (!socket.inAny(next.rooms(), next.sequence())) {
                continue;
            }
            long bytes =
                    next.args().stream().mapToLong(arg -> arg.array().length).sum();
            if (sentBytes > 0 && sentBytes + bytes > session.config().highWaterMarkBytes() / SHARE_AT_ONCE) {
                sendFrom(stretch, i);
                return;
            }
            sentBytes += bytes;
            if (!next.silent()) {
                socket.sendMissed(next);
                replayedEvents++;
                replayedBytes += bytes;
            }
            // What is gone can never be heard of again, as when it was broadcast.
            socket.leave(next.emptied());
        }
        end(stretch.reached());
    }

    private void end(Position reached) {
        if (reached.sequence() >= socket.loopPosition().sequence()) {
            socket.broadcasts().caughtUp(reached.sequence());
            session.counters().recoveries().recovered(replayedEvents, replayedBytes);
            live.accept(waiting);
        } else {
            session.whenDrained(() -> readOn(reached));
        }
    }

    /** Keeps a packet, of about so many bytes, until the socket is live; too much closes the session. */
    void keep(SocketPacket packet, long bytes) {
        waitingBytes += bytes + OVERHEAD_BYTES;
        if (waitingBytes > session.config().highWaterMarkBytes()) {
            session.close(DisconnectReason.SLOW_CONSUMER);
        } else {
            waiting.add(packet);
        }
    }

    private void readOn(Position after) {
        if (!socket.connected()) {
            return;
        }
        var unused = recovery.next(socket.part().registered().addresses(), after)
                .whenComplete((stretch, failure) -> session.run(() -> arrived(stretch, failure)));
    }

    private void arrived(Recovery.@Nullable Missed stretch, @Nullable Throwable failure) {
        if (!socket.connected()) {
            return;
        }
        if (stretch != null && !stretch.lost()) {
            send(stretch);
            return;
        }
        session.counters().recoveries().failed();
        if (failure == null) {
            // Trimmed away meanwhile: the client must not take what it has for the whole.
            session.close(DisconnectReason.RESYNC);
        } else {
            Failures.logRecovery(LOG, failure, "what a client missed cannot be read now; it has to come back");
            session.close(DisconnectReason.TRANSPORT_ERROR);
        }
    }
}
