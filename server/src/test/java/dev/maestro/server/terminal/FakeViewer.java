package dev.maestro.server.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.socketio.EncodedPacket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** A viewer that does what a page does: it keeps what it would write to its terminal, and checks positions. */
final class FakeViewer implements TerminalViewer {
    private static final String OUTPUT = "2/terminal,[\"terminal:output\",";

    private final String id;
    private final Executor loop;
    private final Set<String> rooms = ConcurrentHashMap.newKeySet();
    private final List<Runnable> waiting = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    /** Every event but output, as "name payload". */
    final List<String> told = new ArrayList<>();

    final List<EncodedPacket> packets = new ArrayList<>();
    final CompletableFuture<String> ended = new CompletableFuture<>();
    final List<Watched> watched = new ArrayList<>();
    final List<HubException> refusals = new ArrayList<>();
    boolean keepsPackets = true;
    int resyncs;
    int outputs;
    long position;
    volatile boolean mayWrite = true;

    /** How many more packets its connection takes. */
    private int room = Integer.MAX_VALUE;

    private String fault = "";

    /** Runs its loop on whoever has something for it. */
    FakeViewer(String id) {
        this(id, new Trampoline());
    }

    FakeViewer(String id, Executor loop) {
        this.id = id;
        this.loop = loop;
    }

    void take(Watched answer, boolean goesOn) {
        watched.add(answer);
        if (!goesOn || answer.truncated()) {
            text.setLength(0);
        }
        text.append(answer.scrollback());
        position = answer.position();
    }

    String text() {
        return text.toString();
    }

    String fault() {
        return fault;
    }

    void takesNothing() {
        room = 0;
    }

    void takes(int packetsMore) {
        room = packetsMore;
        List<Runnable> now = List.copyOf(waiting);
        waiting.clear();
        now.forEach(loop::execute);
    }

    void enters(String sessionId) {
        rooms.add(sessionId);
    }

    void leaves(String sessionId) {
        rooms.remove(sessionId);
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
    public boolean offer(EncodedPacket packet, long to) {
        if (room == 0) {
            return false;
        }
        room--;
        outputs++;
        if (keepsPackets) {
            packets.add(packet);
        }
        byte[] json = packet.text();
        String whole = new String(json, StandardCharsets.UTF_8);
        if (!whole.startsWith(OUTPUT)) {
            fault = "not an output: " + whole.substring(0, Math.min(80, whole.length()));
            return true;
        }
        JsonNode payload = JsonBytes.ofUtf8(
                        whole.substring(OUTPUT.length(), whole.length() - 1).getBytes(StandardCharsets.UTF_8))
                .tree();
        if (payload.get("position").asLong() != position) {
            fault = "at " + position + " came " + payload.get("position");
        }
        String data = payload.get("data").asText();
        text.append(data);
        position += data.getBytes(StandardCharsets.UTF_8).length;
        return true;
    }

    @Override
    public void whenWritable(Runnable action) {
        if (room > 0) {
            action.run();
        } else {
            waiting.add(action);
        }
    }

    @Override
    public void send(String event, JsonBytes payload) {
        if (event.equals("terminal:resync")) {
            JsonNode resync = payload.tree();
            text.setLength(0);
            text.append(resync.get("scrollback").asText());
            position = resync.get("position").asLong();
            resyncs++;
            told.add(event);
        } else {
            told.add(event + " " + payload);
            if (event.equals("terminal:exit")) {
                ended.complete(text());
            }
        }
    }

    /** Runs one thing after the other, on whoever brings the first. */
    private static final class Trampoline implements Executor {
        private final Deque<Runnable> queue = new ArrayDeque<>();
        private boolean running;

        @Override
        public void execute(Runnable action) {
            queue.add(action);
            if (running) {
                return;
            }
            running = true;
            for (Runnable next = queue.poll(); next != null; next = queue.poll()) {
                next.run();
            }
            running = false;
        }
    }
}
