package dev.maestro.server.terminal;

import dev.maestro.server.terminal.sequence.SequenceTracker;
import java.nio.charset.StandardCharsets;

/**
 * What a terminal wrote, what of it may be shown, and where it can be cut.
 *
 * <p>Threads: guarded by its terminal's lock. Memory: the ring, the history its owner gave, {@link ChunkCache}, and
 * {@link SequenceTracker}.
 */
final class OutputLog {
    static final int LARGEST_CHUNK = 64 * 1_024;

    private static final byte[] NONE = {};

    private final int capacity;
    private final byte[] head;
    private final OutputRing ring;
    private final OutputText text = new OutputText();
    private final ChunkCache chunks = new ChunkCache();
    private SequenceTracker tracker;

    /** Up to where the history reaches, which stands for what came before; empty once the ring begins after that. */
    private long began;

    private byte[] history = NONE;

    /** Where the ring began, outside of sequences or with the history before it. */
    private long ringBegan;

    private boolean whole;

    /** Up to where viewers may be shown it. */
    private long released;

    OutputLog(String sessionId, int capacity, Origin origin) {
        this.capacity = capacity;
        this.head = Chunk.head(sessionId);
        this.ring = new OutputRing(capacity, origin.keptFrom());
        this.tracker = origin.tracker();
        restart(origin);
    }

    /** Begins anew. */
    void restart(Origin origin) {
        ring.restart(origin.keptFrom());
        ring.append(origin.kept(), 0, origin.kept().length);
        ringBegan = origin.keptFrom();
        text.forget();
        chunks.clear();
        tracker = origin.tracker();
        began = origin.position();
        // What another hub kept may be more than is kept here.
        history = ring.start() > began ? NONE : origin.history();
        whole = origin.whole();
        released = ring.end();
    }

    long start() {
        return ring.start();
    }

    long end() {
        return ring.end();
    }

    long released() {
        return released;
    }

    /** Returns how much of it is kept at most. */
    int capacity() {
        return capacity;
    }

    SequenceTracker tracker() {
        return tracker;
    }

    /** Returns how much waits to be released. */
    long waitingBytes() {
        return ring.end() - released;
    }

    /** Lets viewers see everything; returns whether there was something new. */
    boolean release() {
        boolean some = released < ring.end();
        released = ring.end();
        return some;
    }

    /** Takes a piece of text; returns how many bytes it added. */
    long append(String data) {
        long before = ring.end();
        if (text.waits() && !text.completedBy(data) && !data.isEmpty()) {
            add(text.finish(), 0);
        }
        add(text.take(data), 0);
        return ring.end() - before;
    }

    /**
     * Takes a piece of text that the owner says begins at a position; what is here already is skipped, and what is missing
     * before it makes the log begin anew.
     *
     * @return how many bytes it added, at least 0; -1 if it began anew
     */
    long append(String data, long position) {
        long before = ring.end();
        if (text.waits() && !text.completedBy(data) && !data.isEmpty()) {
            add(text.finish(), 0);
        }
        boolean gap = position > ring.end();
        if (gap) {
            restart(Origin.at(position, "", capacity));
        }
        byte[] bytes = text.take(data);
        int known = (int) Math.min(bytes.length, ring.end() - position);
        while (known < bytes.length && (bytes[known] & 0xc0) == 0x80) {
            known++;
        }
        add(bytes, known);
        return gap ? -1 : ring.end() - before;
    }

    /** Gives up half a character that waits for the other half. */
    void finish() {
        add(text.finish(), 0);
    }

    /** Forgets half a character that waits for the other half, which whoever sends from now on does not have. */
    void forgetHalf() {
        text.forget();
    }

    private void add(byte[] bytes, int from) {
        int length = bytes.length - from;
        if (length <= 0) {
            return;
        }
        tracker.feed(bytes, from, length, ring.end());
        ring.append(bytes, from, length);
        if (ring.start() > began) {
            history = NONE;
        }
    }

    /** Returns where a code point begins, from a position on that is not forgotten. */
    long codePointFrom(long position) {
        return ring.codePointFrom(position);
    }

    /** Returns what was written from a position on, up to {@code limit}. */
    byte[] read(long from, long limit) {
        return ring.copy(from, Math.min(limit, ring.end()));
    }

    /**
     * Returns the output that a viewer who has come to {@code from} is sent next.
     *
     * @param from not forgotten yet, and before {@code limit}
     * @param limit not after {@link #released()}; the chunk is empty if not even a code point fits
     */
    Chunk chunk(long from, long limit) {
        Chunk known = chunks.at(from);
        if (known != null && known.to() <= limit) {
            return known;
        }
        long to = cut(from, chunks.nextAfter(from, limit));
        Chunk made = new Chunk(head, from, ring.copy(from, to), tracker.cursorQuestions(from, to));
        if (known == null && to > from) {
            chunks.add(made);
        }
        return made;
    }

    private long cut(long from, long limit) {
        return ring.codePointUpTo(Math.min(limit, from + LARGEST_CHUNK), from);
    }

    /** Forgets encoded chunks: nobody watches. */
    void forgetChunks() {
        chunks.clear();
    }

    /**
     * Returns what another hub needs to go on with it.
     *
     * @param start what a terminal looks like at a position, outside of sequences; that may be forgotten already
     */
    HandedOver handOver(ViewStart start, Size size, long createdAt, Lineage lineage) {
        ViewStart known = start;
        if (start.position() < ring.start() || ring.end() - start.position() > HandedOver.MOST_RING) {
            Replay replay = replay();
            known = new ViewStart(replay.clean(), replay.position(), size, replay.truncated());
        }
        long from = ringFrom(known.position());
        return new HandedOver(
                known.scrollback(),
                known.position(),
                known.truncated(),
                ring.copy(from, ring.end()),
                from,
                size.cols(),
                size.rows(),
                createdAt,
                lineage);
    }

    /** Returns from where on the ring can be read by whoever knows nothing of what came before. */
    private long ringFrom(long screenAt) {
        long oldest = Math.max(ring.start(), ring.end() - HandedOver.MOST_RING);
        if (oldest == ringBegan) {
            return oldest;
        }
        long cut = tracker.cutAtOrAfter(oldest);
        return cut < 0 || cut > screenAt ? screenAt : cut;
    }

    /** Returns what there is to show to whoever has nothing. */
    Replay replay() {
        long opened = tracker.opened();
        long to = opened < 0 ? ring.end() : opened;
        if (to < ring.start()) {
            return new Replay(tracker.opening().getBytes(StandardCharsets.UTF_8), NONE, ring.end(), true);
        }
        boolean fromTheStart = ring.start() <= began;
        long from = fromTheStart ? began : tracker.cutAtOrAfter(ring.start());
        if (from < 0 || from > to) {
            from = to;
        }
        return new Replay(history, ring.copy(from, to), to, !(fromTheStart && whole));
    }
}
