package dev.maestro.server.socketio.adapter;

import com.corundumstudio.socketio.AckRequest;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import com.corundumstudio.socketio.protocol.Packet;
import com.corundumstudio.socketio.protocol.PacketType;
import dev.maestro.server.socketio.Reply;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An ack that may be sent from any thread, also after the listener returned; only the first one counts. */
final class HubAckRequest extends AckRequest {
    private static final Logger LOG = LoggerFactory.getLogger(HubAckRequest.class);
    private static final Packet NO_PACKET = new Packet(PacketType.MESSAGE, EngineIOVersion.V4);

    private final Reply reply;

    HubAckRequest(Reply reply, HubClient client) {
        super(NO_PACKET, client);
        this.reply = reply;
    }

    @Override
    public boolean isAckRequested() {
        return reply.requested();
    }

    @Override
    public void sendAckData(Object... args) {
        sendAckData(Arrays.asList(args));
    }

    @Override
    public void sendAckData(List<Object> args) {
        LOG.atTrace()
                .addKeyValue("result", Arguments.send(args, reply::send, reply::sendTrees))
                .log("ack sent");
    }
}
