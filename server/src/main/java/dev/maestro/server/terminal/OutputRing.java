package dev.maestro.server.terminal;

import java.util.Arrays;

/**
 * The last bytes a PTY wrote, kept by position.
 *
 * <p>Positions only grow. Holds at most {@code capacity}; writing more forgets the oldest first, whole code points of them,
 * and never blocks the writer.
 *
 * <p>Threads: guarded by its terminal's lock. Memory: one array that grows to {@code capacity}.
 */
final class OutputRing {
    private static final int SMALL = 4_096;

    private final int capacity;
    private byte[] bytes;
    private long start;
    private long end;

    /** Makes an empty ring whose first byte will be at {@code position}. */
    OutputRing(int capacity, long position) {
        this.capacity = capacity;
        this.bytes = new byte[Math.min(capacity, SMALL)];
        this.start = position;
        this.end = position;
    }

    /** Returns the position of the oldest byte, which begins a code point. */
    long start() {
        return start;
    }

    /** Returns the position of the next byte to be written. */
    long end() {
        return end;
    }

    /** Forgets everything; the next byte will be at {@code position}. */
    void restart(long position) {
        start = position;
        end = position;
    }

    /** Writes whole code points. */
    void append(byte[] source, int from, int length) {
        grow(end - start + length);
        int skipped = Math.max(0, length - bytes.length);
        int copied = length - skipped;
        int at = index(end + skipped);
        int first = Math.min(copied, bytes.length - at);
        System.arraycopy(source, from + skipped, bytes, at, first);
        System.arraycopy(source, from + skipped + first, bytes, 0, copied - first);
        end += length;
        if (end - start > bytes.length) {
            start = codePointFrom(end - bytes.length);
        }
    }

    private void grow(long wanted) {
        if (wanted <= bytes.length || bytes.length == capacity) {
            return;
        }
        long doubled = Math.max(wanted, bytes.length * 2L);
        byte[] larger = new byte[(int) Math.min(capacity, doubled)];
        for (long at = start; at < end; ) {
            int from = index(at);
            int to = (int) (at % larger.length);
            int run = (int) Math.min(end - at, Math.min(bytes.length - from, larger.length - to));
            System.arraycopy(bytes, from, larger, to, run);
            at += run;
        }
        bytes = larger;
    }

    /**
     * Returns what was written between two positions.
     *
     * @param from not before {@link #start()}
     * @param to not after {@link #end()}
     */
    byte[] copy(long from, long to) {
        if (from < start || to > end || from > to) {
            throw new IllegalArgumentException("no bytes " + from + " to " + to + " in " + start + " to " + end);
        }
        int length = (int) (to - from);
        int at = index(from);
        if (length <= bytes.length - at) {
            return Arrays.copyOfRange(bytes, at, at + length);
        }
        byte[] copy = Arrays.copyOfRange(bytes, at, at + length);
        int first = bytes.length - at;
        System.arraycopy(bytes, 0, copy, first, length - first);
        return copy;
    }

    /** Returns the first position from {@code position} on at which a code point begins, or the end. */
    long codePointFrom(long position) {
        long at = position;
        while (at < end && continues(at)) {
            at++;
        }
        return at;
    }

    /** Returns the last position up to {@code position} at which a code point begins, or {@code floor}. */
    long codePointUpTo(long position, long floor) {
        long at = position;
        while (at > floor && at < end && continues(at)) {
            at--;
        }
        return at;
    }

    private boolean continues(long position) {
        return (bytes[index(position)] & 0xc0) == 0x80;
    }

    private int index(long position) {
        return (int) (position % bytes.length);
    }
}
