package dev.maestro.server.backend.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A connection that listens to channels of Redis.
 *
 * <p>Threads: {@link #read} is called by one; {@link #send} by many, one at a time.
 */
final class LiveConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveConnection.class);

    private static final byte[] MESSAGE = "message".getBytes(US_ASCII);
    private static final byte[] SUBSCRIBE = "subscribe".getBytes(US_ASCII);
    private static final byte[] NONE = {};

    private final RedisSession session;

    /** Takes over a session, and closes it in the end. */
    LiveConnection(RedisSession session) {
        this.session = session;
    }

    /** What can be sent. */
    enum Command {
        SUBSCRIBE(Protocol.Command.SUBSCRIBE),
        UNSUBSCRIBE(Protocol.Command.UNSUBSCRIBE),
        PING(Protocol.Command.PING);

        private final Protocol.Command command;

        Command(Protocol.Command command) {
            this.command = command;
        }
    }

    /** The kinds of what comes. */
    enum Type {
        MESSAGE,
        SUBSCRIBED,
        OTHER
    }

    /** What came; of another kind than a message, or that a channel is listened to, it says nothing. */
    record News(Type type, byte[] channel, byte[] message) {}

    /** Sends a command. That the connection is broken is not told here: who reads learns it. */
    void send(Command command, List<byte[]> channels) {
        Connection connection = session.jedis().getConnection();
        try {
            connection.sendCommand(command.command, channels.toArray(byte[][]::new));
            // Sends what was written, and reads no answer: Jedis has no other way to do the former.
            List<Object> unused = connection.getMany(0);
        } catch (JedisException e) {
            LOG.atDebug().setCause(e).log("nothing can be sent to Redis");
        }
    }

    /**
     * Returns what comes next; waits for it as long as the connection may take to answer.
     *
     * @throws JedisException if nothing came, or the connection is broken
     */
    News read() {
        Object reply = session.jedis().getConnection().getUnflushedObject();
        if (reply instanceof List<?> parts && parts.size() == 3 && parts.get(0) instanceof byte[] kind) {
            byte[] channel = parts.get(1) instanceof byte[] name ? name : NONE;
            if (Arrays.equals(kind, MESSAGE)) {
                return new News(Type.MESSAGE, channel, (byte[]) parts.get(2));
            }
            if (Arrays.equals(kind, SUBSCRIBE)) {
                return new News(Type.SUBSCRIBED, channel, NONE);
            }
        }
        return new News(Type.OTHER, NONE, NONE);
    }

    @Override
    public void close() {
        session.close();
    }
}
