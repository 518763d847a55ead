package dev.maestro.server.bench;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What one watcher heard of one lane, whose messages are numbered from 0 and come in that order, each once.
 *
 * <p>Threads: confined to the watcher's event loop. Memory: some bytes, as long as nothing is missing.
 */
final class LaneHearing {
    private @Nullable BitSet missing;
    private int next;
    private int duplicated;
    private int outOfOrder;

    /** Begins with the message of this number: those before are not expected. */
    LaneHearing(int first) {
        this.next = first;
    }

    void heard(int seq) {
        if (seq == next) {
            next++;
        } else if (seq > next) {
            if (missing == null) {
                missing = new BitSet();
            }
            missing.set(next, seq);
            next = seq + 1;
        } else if (missing != null && missing.get(seq)) {
            missing.clear(seq);
            outOfOrder++;
        } else {
            duplicated++;
        }
    }

    /** Returns the number of the message that is due next. */
    int next() {
        return next;
    }

    int duplicated() {
        return duplicated;
    }

    /** Returns how many came after a later one had come. */
    int outOfOrder() {
        return outOfOrder;
    }

    /**
     * Returns how many messages never came.
     *
     * @param published how many there were
     * @param excused those that need not have come
     */
    int lost(int published, BitSet excused) {
        BitSet lost = missing == null ? new BitSet() : (BitSet) missing.clone();
        if (next < published) {
            lost.set(next, published);
        }
        lost.andNot(excused);
        return lost.cardinality();
    }
}
