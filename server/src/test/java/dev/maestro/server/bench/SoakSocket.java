package dev.maestro.server.bench;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.bench.client.Asking;
import dev.maestro.server.bench.client.LightSocket;
import dev.maestro.server.bench.client.SocketListener;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A desktop that hears every change, comes back whenever it is cut off, and goes on where it was.
 *
 * <p>Threads: one connection follows the other, so its fields are touched by one event loop at a time; {@code schedule} is
 * between two of them.
 */
final class SoakSocket implements SocketListener {
    private static final int SOON_MS = 200;
    private static final int LATEST_MS = 3_000;

    private final Asking asking;
    private final BenchPlan.Emission join;
    private final byte[] eventStart;
    private final Mark mark;
    private final BiConsumer<Asking, SocketListener> connect;
    private final ScheduledExecutorService schedule;
    private final SoakCounts counts;
    /** What it heard before it began afresh; of what came in between it was told the truth. */
    private final Queue<LaneHearing> past = new ConcurrentLinkedQueue<>();

    private volatile @Nullable LaneHearing hearing;
    private volatile @Nullable LightSocket current;
    private volatile String pid = "";
    private volatile String offset = "";
    private volatile boolean stopped;

    SoakSocket(
            Asking asking,
            BenchPlan.Emission join,
            byte[] eventStart,
            Mark mark,
            BiConsumer<Asking, SocketListener> connect,
            ScheduledExecutorService schedule,
            SoakCounts counts) {
        this.asking = asking;
        this.join = join;
        this.eventStart = eventStart;
        this.mark = mark;
        this.connect = connect;
        this.schedule = schedule;
        this.counts = counts;
    }

    void come() {
        connect.accept(pid.isEmpty() ? asking : asking.returning(pid, offset), this);
    }

    void stop() {
        stopped = true;
        LightSocket socket = current;
        if (socket != null) {
            socket.close();
        }
    }

    @Override
    public void admitted(LightSocket socket) {
        current = socket;
        boolean recovered = !pid.isEmpty() && pid.equals(socket.pid());
        if (recovered) {
            counts.recovered.increment();
            counts.open.increment();
            return;
        }
        if (!pid.isEmpty()) {
            counts.afresh.increment();
            LaneHearing before = hearing;
            if (before != null) {
                past.add(before);
            }
        }
        pid = socket.pid();
        offset = "";
        hearing = null;
        socket.ask(join.event(), JsonBytes.of(join.data()), answer -> counts.open.increment());
    }

    @Override
    public void event(LightSocket socket, ByteBuf frame) {
        int end = frame.writerIndex();
        // An offset is a text at the end; nothing else that is sent there ends so.
        if (frame.getByte(end - 2) == '"') {
            int start = end - 3;
            while (frame.getByte(start) != '"') {
                start--;
            }
            offset = frame.toString(start + 1, end - start - 3, StandardCharsets.US_ASCII);
        }
        if (!Bytes.begins(frame, eventStart) || !mark.find(frame)) {
            return;
        }
        counts.heard.increment();
        LaneHearing mine = hearing;
        if (mine == null) {
            mine = new LaneHearing(mark.seq());
            hearing = mine;
        }
        mine.heard(mark.seq());
    }

    @Override
    public void ended(LightSocket socket, String reason) {
        if (current == socket) {
            counts.open.decrement();
            current = null;
        }
        if (stopped) {
            return;
        }
        counts.ended.add(reason);
        var unused = schedule.schedule(
                this::come, ThreadLocalRandom.current().nextInt(SOON_MS, LATEST_MS), TimeUnit.MILLISECONDS);
    }

    /** Returns how much it lost, heard twice, and heard out of order, of what it was there for; when nothing more comes. */
    long[] faults(int published, BitSet excused) {
        long[] faults = new long[3];
        past.forEach(before -> add(faults, before, before.next(), excused));
        LaneHearing mine = hearing;
        if (mine == null) {
            // It was there, and changes went on: there is no telling how many it should have heard.
            faults[0]++;
        } else {
            add(faults, mine, published, excused);
        }
        return faults;
    }

    private static void add(long[] faults, LaneHearing hearing, int published, BitSet excused) {
        faults[0] += hearing.lost(published, excused);
        faults[1] += hearing.duplicated();
        faults[2] += hearing.outOfOrder();
    }
}
