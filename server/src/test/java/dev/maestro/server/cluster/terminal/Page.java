package dev.maestro.server.cluster.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.socketio.EncodedPacket;
import dev.maestro.server.terminal.TerminalViewer;
import dev.maestro.server.terminal.Watched;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/** A viewer's page: writes down what its terminal would show, and finds fault with a stream that has a hole or overlaps. */
final class Page implements TerminalViewer {
    private static final String OUTPUT = "2/terminal,[\"terminal:output\",";

    private final String id;
    private final Executor loop;
    private final Set<String> rooms = ConcurrentHashMap.newKeySet();
    private final StringBuilder text = new StringBuilder();
    private final List<Runnable> waiting = new ArrayList<>();
    private long room = Long.MAX_VALUE;

    /** Every event but output, as "name payload". */
    final List<String> told = new CopyOnWriteArrayList<>();

    final List<Watched> watched = new CopyOnWriteArrayList<>();
    final List<HubException> refused = new CopyOnWriteArrayList<>();
    volatile long position;

    /** Where the text begins. */
    volatile long begins;

    volatile int resyncs;
    volatile String fault = "";
    volatile boolean mayWrite = true;

    Page(String id, Executor loop) {
        this.id = id;
        this.loop = loop;
    }

    void enters(String sessionId) {
        rooms.add(sessionId);
    }

    void leavesRoom(String sessionId) {
        rooms.remove(sessionId);
    }

    synchronized void answered(Watched answer, boolean goesOn) {
        if (!goesOn || answer.truncated()) {
            begin(answer.scrollback(), answer.position());
        } else {
            text.append(answer.scrollback());
            if (answer.position() != position) {
                fault = "had " + position + " and goes on at " + answer.position();
            }
        }
        position = answer.position();
        watched.add(answer);
    }

    private void begin(String shown, long at) {
        text.setLength(0);
        text.append(shown);
        begins = at - shown.getBytes(UTF_8).length;
    }

    synchronized String text() {
        return text.toString();
    }

    /** Takes so many more packets. */
    void takes(long packets) {
        List<Runnable> now;
        synchronized (this) {
            room = packets;
            now = List.copyOf(waiting);
            waiting.clear();
        }
        now.forEach(loop::execute);
    }

    boolean isTold(String event) {
        return told.stream().anyMatch(said -> said.startsWith(event));
    }

    @Override
    public String socketId() {
        return id;
    }

    @Override
    public String name() {
        return "user of " + id;
    }

    @Override
    public boolean mayWrite() {
        return mayWrite;
    }

    @Override
    public void execute(Runnable action) {
        loop.execute(action);
    }

    @Override
    public boolean watches(String sessionId) {
        return rooms.contains(sessionId);
    }

    @Override
    public void leave(String sessionId) {
        rooms.remove(sessionId);
    }

    @Override
    public synchronized boolean offer(EncodedPacket packet, long to) {
        if (room == 0) {
            return false;
        }
        room--;
        String whole = new String(packet.text(), UTF_8);
        if (!whole.startsWith(OUTPUT)) {
            fault = "not an output: " + whole.substring(0, Math.min(80, whole.length()));
            return true;
        }
        JsonNode payload = JsonBytes.ofUtf8(
                        whole.substring(OUTPUT.length(), whole.length() - 1).getBytes(UTF_8))
                .tree();
        if (payload.get("position").asLong() != position) {
            fault = "at " + position + " came " + payload.get("position");
        }
        String data = payload.get("data").asText();
        text.append(data);
        position += data.getBytes(UTF_8).length;
        if (position != to) {
            fault = "ends at " + position + ", not " + to;
        }
        return true;
    }

    @Override
    public void whenWritable(Runnable action) {
        synchronized (this) {
            if (room == 0) {
                waiting.add(action);
                return;
            }
        }
        action.run();
    }

    @Override
    public synchronized void send(String event, JsonBytes payload) {
        if (event.equals("terminal:resync")) {
            JsonNode resync = payload.tree();
            begin(resync.get("scrollback").asText(), resync.get("position").asLong());
            position = resync.get("position").asLong();
            resyncs++;
            told.add(event);
        } else {
            told.add(event + " " + payload);
        }
    }
}
