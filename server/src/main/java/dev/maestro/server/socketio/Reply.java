package dev.maestro.server.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.socketio.EncodedPacket;
import dev.maestro.protocol.socketio.SocketPacket;
import dev.maestro.protocol.socketio.SocketPacketEncoder;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one event. Only the first answer is sent; none is, if the client asked for none.
 *
 * <p>Threads: thread-safe.
 */
public final class Reply {
    private final Socket socket;
    private final @Nullable Long ackId;
    private final AtomicBoolean answered = new AtomicBoolean();

    Reply(Socket socket, @Nullable Long ackId) {
        this.socket = socket;
        this.ackId = ackId;
    }

    /** Returns whether the client asked for an answer. */
    public boolean requested() {
        return ackId != null;
    }

    /** Answers with arguments that are encoded already; {@code DROPPED} if it was answered or not asked for. */
    public SendResult send(List<JsonBytes> args) {
        return answer(id -> SocketPacketEncoder.ack(socket.namespace(), id, args));
    }

    /** Answers with trees, whose binary nodes go as attachments; otherwise as {@link #send}. */
    public SendResult sendTrees(List<JsonNode> args) {
        return answer(id -> SocketPacketEncoder.encode(new SocketPacket.Ack(socket.namespace(), id, args)));
    }

    private SendResult answer(LongFunction<EncodedPacket> packet) {
        if (ackId == null || !answered.compareAndSet(false, true)) {
            return SendResult.DROPPED;
        }
        return socket.send(packet.apply(ackId), MessageClass.ACK);
    }
}
