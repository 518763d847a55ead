package dev.maestro.server.cluster.terminal;

import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.socketio.EncodedPacket;
import dev.maestro.server.cluster.Peers;
import dev.maestro.server.cluster.SerialWork;
import dev.maestro.server.terminal.Lineage;
import dev.maestro.server.terminal.TerminalViewer;
import dev.maestro.server.terminal.Watched;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket of another node that watches a terminal of this one.
 *
 * <p>It takes packets as long as fewer than {@value #WINDOW_BYTES} bytes are on their way to its node or wait there for its
 * connection: so a slow one falls behind here, as one of this node does, and is given the screen.
 *
 * <p>Threads: as {@link TerminalViewer}; its loop is a place in the cluster's pool.
 */
final class RemoteViewer implements TerminalViewer {
    static final int WINDOW_BYTES = 256 * 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(RemoteViewer.class);
    private static final int MOST_WORK = 100_000;

    private final Peers peers;
    private final String node;
    private final Wire.Watch asked;
    private final SerialWork loop;
    private final LongSupplier nanos;

    // Of the loop.
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private long sentBytes;
    private long takenBytes;

    /** Whether the last packet could not even be sent. */
    private boolean blocked;

    private volatile long frames;
    private volatile boolean mayWrite;
    private volatile boolean closed;
    private volatile long heard;
    private volatile long acked = Wire.NONE;

    RemoteViewer(Peers peers, String node, Wire.Watch asked, LongSupplier nanos) {
        this.peers = peers;
        this.node = node;
        this.asked = asked;
        this.loop = new SerialWork(peers.pool(), MOST_WORK);
        this.nanos = nanos;
        this.mayWrite = asked.mayWrite();
        this.heard = nanos.getAsLong();
    }

    String node() {
        return node;
    }

    String sessionId() {
        return asked.sessionId();
    }

    long stream() {
        return asked.stream();
    }

    Wire.Sent sent() {
        return new Wire.Sent(asked.stream(), frames);
    }

    /** Returns for how many nanoseconds its node has not spoken of it. */
    long silence() {
        return nanos.getAsLong() - heard;
    }

    /** Is shown nothing any more. */
    void close() {
        closed = true;
    }

    boolean closed() {
        return closed;
    }

    void mayWrite(boolean now) {
        mayWrite = now;
    }

    /** Its node has come so far; returns whether its client has acked more than before. */
    boolean taken(Wire.Taken now) {
        heard = nanos.getAsLong();
        mayWrite = now.mayWrite();
        execute(() -> {
            takenBytes = Math.max(takenBytes, now.takenBytes());
            blocked = false;
            goOn();
        });
        return now.acked() > acked;
    }

    /** Its terminal knows that its client has come so far. */
    void acked(long position) {
        acked = Math.max(acked, position);
    }

    /** Tries what could not be sent. */
    void tryAgain() {
        execute(() -> {
            blocked = false;
            goOn();
        });
    }

    private void goOn() {
        if (!isWritable() || waiting.isEmpty()) {
            return;
        }
        List<Runnable> now = new ArrayList<>(waiting);
        waiting.clear();
        now.forEach(Runnable::run);
    }

    private boolean isWritable() {
        return !blocked && sentBytes - takenBytes < WINDOW_BYTES;
    }

    /** Begins to show it the terminal. Of the loop. */
    void start(Watched watched, Lineage lineage) {
        if (!push(new Frame.Start(watched, lineage))) {
            // What follows would have no beginning.
            close();
        }
    }

    /** It is not shown the terminal. */
    void refuse(HubException why) {
        execute(() -> {
            push(new Frame.Refused(why));
            close();
        });
    }

    private boolean push(Frame frame) {
        if (closed) {
            return false;
        }
        byte[] body = Frame.encode(asked.stream(), frames + 1, frame);
        if (!peers.tell(node, Wire.FRAME, body)) {
            return false;
        }
        frames++;
        sentBytes += body.length;
        return true;
    }

    @Override
    public String socketId() {
        return asked.socketId();
    }

    @Override
    public String name() {
        return asked.name();
    }

    @Override
    public boolean mayWrite() {
        return mayWrite;
    }

    @Override
    public void execute(Runnable action) {
        try {
            loop.execute(action);
        } catch (RejectedExecutionException e) {
            LOG.atDebug().addKeyValue("node", node).setCause(e).log("a viewer of another node is left out");
            close();
        }
    }

    @Override
    public boolean watches(String sessionId) {
        return !closed && sessionId.equals(asked.sessionId());
    }

    /** It was told of the end: its own node takes it out of the room. */
    @Override
    public void leave(String sessionId) {}

    @Override
    public boolean offer(EncodedPacket packet, long to) {
        if (!isWritable()) {
            return false;
        }
        boolean sent = push(new Frame.Output(packet, to));
        blocked = !sent;
        return sent;
    }

    @Override
    public void whenWritable(Runnable action) {
        if (isWritable()) {
            action.run();
        } else {
            waiting.add(action);
        }
    }

    @Override
    public void send(String event, JsonBytes payload) {
        if (!push(new Frame.Event(event, payload))) {
            // It finds out that this is missing when it hears of the stream no more, and begins another.
            close();
        }
    }
}
