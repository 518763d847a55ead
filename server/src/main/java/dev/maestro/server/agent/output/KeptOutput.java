package dev.maestro.server.agent.output;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.screen.ScreenModel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The last MiB or so that a command wrote, by position, and the screen as it was where that begins.
 *
 * <p>What makes room for newer bytes is fed to a screen model, and changes of the size take place in it at their position:
 * so there is always a snapshot from which what is kept goes on. While the hub takes output ({@link #begin} to
 * {@link #release}), a writer waits rather than that something is forgotten which the hub has not taken; but only so long as
 * the hub takes something: a hub that is silently gone does not stop the command.
 *
 * <p>Memory: one array of 1 MiB, and the model. Threads: thread-safe; writers wait, everybody else does not.
 */
public final class KeptOutput {
    /** The most bytes that are kept, beside those of an unfinished sequence before them; {@value #SLICE} less at times. */
    public static final int KEPT = (1 << 20) - (1 << 16);

    private static final int CAPACITY = 1 << 20;
    private static final int BLOCK = 1 << 15;

    /** What is forgotten at once, where it may be: a model is fed much faster in large pieces. */
    private static final int SLICE = 1 << 17;

    private final byte[] ring = new byte[CAPACITY];
    private final long patienceNanos;
    private final LongSupplier nanos;

    @GuardedBy("this")
    private final ScreenModel screen;

    @GuardedBy("this")
    private final Deque<SizeChange> changes = new ArrayDeque<>();

    @GuardedBy("this")
    private TerminalSize sizeAtStart;

    /** Everything before it is in the model. */
    @GuardedBy("this")
    private long start;

    @GuardedBy("this")
    private long end;

    @GuardedBy("this")
    private long taken;

    @GuardedBy("this")
    private boolean held;

    /** Whether the hub has taken nothing for so long that nobody waits for it until it does. */
    @GuardedBy("this")
    private boolean stalled;

    private record SizeChange(long position, TerminalSize size) {}

    /**
     * Where a hub that knows nothing begins.
     *
     * @param position of the oldest byte that can be sent, in bytes since the command started
     * @param size of the terminal there
     * @param history what a terminal of that size has to be written to look as it did there; null for nothing
     */
    public record Start(
            long position, TerminalSize size, @Nullable String history) {}

    /**
     * Some of the output.
     *
     * @param position of its first byte
     * @param end that of the byte after it
     */
    public record Chunk(long position, long end, String text) {
        /** Shows nothing of the output. */
        @Override
        public String toString() {
            return "Chunk[" + position + " to " + end + "]";
        }
    }

    /**
     * Keeps nothing yet.
     *
     * @param historyLines the most lines above the screen that a snapshot has
     * @param patience how long a writer waits for a hub that takes nothing
     */
    public KeptOutput(TerminalSize size, int historyLines, Duration patience) {
        this(size, historyLines, patience, System::nanoTime);
    }

    /** @param nanos the time, on the scale of {@link System#nanoTime} */
    KeptOutput(TerminalSize size, int historyLines, Duration patience, LongSupplier nanos) {
        this.nanos = nanos;
        this.screen = ScreenModel.of(size.cols(), size.rows(), historyLines);
        this.sizeAtStart = size;
        this.patienceNanos = patience.toNanos();
    }

    /**
     * Takes output, waiting for room as the class says.
     *
     * @param utf8 whole characters, as {@link Utf8Mender} makes them
     * @param more told of each part that was taken; must not block
     */
    public void append(byte[] utf8, Runnable more) throws InterruptedException {
        int at = 0;
        while (at < utf8.length) {
            int length = blockLength(utf8, at);
            append(utf8, at, length);
            at += length;
            more.run();
        }
    }

    /** Ends no block within a character: readers see the end of one as the end of all. */
    private static int blockLength(byte[] utf8, int at) {
        int stop = Math.min(utf8.length, at + BLOCK);
        while (stop < utf8.length && (utf8[stop] & 0xC0) == 0x80) {
            stop--;
        }
        return stop - at;
    }

    private synchronized void append(byte[] utf8, int at, int length) throws InterruptedException {
        awaitRoom(length);
        makeRoom(length);
        int index = index(end);
        int first = Math.min(length, CAPACITY - index);
        System.arraycopy(utf8, at, ring, index, first);
        System.arraycopy(utf8, at + first, ring, 0, length - first);
        end += length;
    }

    @GuardedBy("this")
    private void awaitRoom(int length) throws InterruptedException {
        long seen = taken;
        long since = nanos.getAsLong();
        while (held && !stalled && end + length - KEPT > taken) {
            if (taken != seen) {
                seen = taken;
                since = nanos.getAsLong();
            }
            long left = patienceNanos - (nanos.getAsLong() - since);
            if (left <= 0) {
                stalled = true;
                return;
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
    }

    @GuardedBy("this")
    private void makeRoom(int length) {
        long least = end + length - KEPT;
        if (start >= least) {
            return;
        }
        long most = Math.min(end, least + SLICE);
        long target = held && !stalled ? Math.max(least, Math.min(taken, most)) : most;
        while (start < target) {
            SizeChange change = changes.peek();
            if (change != null && change.position() <= start) {
                changes.remove();
                sizeAtStart = change.size();
                screen.resize(change.size().cols(), change.size().rows());
                continue;
            }
            long stop = change == null ? target : Math.min(target, change.position());
            int index = index(start);
            int some = (int) Math.min(stop - start, CAPACITY - index);
            screen.feed(ring, index, some);
            start += some;
        }
    }

    /** Takes note that the terminal has another size from here on. */
    public synchronized void resized(TerminalSize size) {
        if (size.equals(sizeAt(end))) {
            return;
        }
        long here = end;
        changes.removeIf(change -> change.position() == here);
        changes.add(new SizeChange(here, size));
    }

    /** Returns the size the terminal has for what stands at a position. */
    public synchronized TerminalSize sizeAt(long position) {
        TerminalSize size = sizeAtStart;
        for (SizeChange change : changes) {
            if (change.position() <= position) {
                size = change.size();
            }
        }
        return size;
    }

    /**
     * Returns where a hub can begin, and forgets nothing after that which it has not taken, until {@link #release}.
     *
     * @param mostHistoryBytes about the most the history takes in UTF-8, see {@link ScreenModel#snapshot(int)}; 0 for none
     */
    public synchronized Start begin(int mostHistoryBytes) {
        long oldest = oldest();
        held = true;
        stalled = false;
        taken = oldest;
        return new Start(
                oldest, sizeAtStart, start == 0 || mostHistoryBytes == 0 ? null : screen.snapshot(mostHistoryBytes));
    }

    /** Returns the position of the oldest byte that can be sent. */
    public synchronized long oldest() {
        long unfinished = start - screen.unfinishedBytes();
        return unfinished >= end - CAPACITY ? unfinished : start;
    }

    /** Returns the position after the newest byte. */
    public synchronized long end() {
        return end;
    }

    /** Takes word that the hub has everything before a position. */
    public synchronized void taken(long position) {
        if (position > taken) {
            taken = Math.min(position, end);
            stalled = false;
            notifyAll();
        }
    }

    /** Lets writers go on without the hub. */
    public synchronized void release() {
        held = false;
        notifyAll();
    }

    /**
     * Returns what stands from a position on: at most some bytes, up to the next change of the size, of whole characters.
     *
     * @param from a position where a character begins; older ones give what is oldest
     * @param most at least 4
     * @return empty text at the end
     */
    public synchronized Chunk chunk(long from, int most) {
        long begin = Math.max(from, oldest());
        long stop = Math.min(end, begin + most);
        for (SizeChange change : changes) {
            if (change.position() > begin) {
                stop = Math.min(stop, change.position());
            }
        }
        while (stop < end && stop > begin && (ring[index(stop)] & 0xC0) == 0x80) {
            stop--;
        }
        return new Chunk(begin, stop, text(begin, (int) (stop - begin)));
    }

    @GuardedBy("this")
    private String text(long from, int length) {
        int index = index(from);
        if (index + length <= CAPACITY) {
            return new String(ring, index, length, StandardCharsets.UTF_8);
        }
        byte[] both = new byte[length];
        int first = CAPACITY - index;
        System.arraycopy(ring, index, both, 0, first);
        System.arraycopy(ring, 0, both, first, length - first);
        return new String(both, StandardCharsets.UTF_8);
    }

    private static int index(long position) {
        return (int) (position & (CAPACITY - 1));
    }
}
