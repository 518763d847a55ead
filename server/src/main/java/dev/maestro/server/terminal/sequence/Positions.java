package dev.maestro.server.terminal.sequence;

import java.util.Arrays;

/**
 * The latest of some positions that only grow.
 *
 * <p>Threads: confined to one at a time. Memory: grows to 8 bytes for each.
 */
final class Positions {
    private static final int SMALL = 8;

    private final int capacity;
    private long[] ring;
    private long count;

    Positions(int capacity) {
        this.capacity = capacity;
        this.ring = new long[Math.min(capacity, SMALL)];
    }

    void add(long position) {
        if (count == ring.length && count < capacity) {
            ring = Arrays.copyOf(ring, Math.min(capacity, ring.length * 2));
        }
        ring[(int) (count % ring.length)] = position;
        count++;
    }

    /** Returns the smallest that is not below {@code position}, or -1. */
    long firstFrom(long position) {
        long at = indexFrom(position);
        return at == count ? -1 : get(at);
    }

    /** Returns how many are above {@code after} and not above {@code upTo}. */
    int countWithin(long after, long upTo) {
        return (int) (indexFrom(upTo + 1) - indexFrom(after + 1));
    }

    private long indexFrom(long position) {
        long low = Math.max(0, count - ring.length);
        long high = count;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (get(middle) < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long get(long index) {
        return ring[(int) (index % ring.length)];
    }
}
