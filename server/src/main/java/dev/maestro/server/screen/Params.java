package dev.maestro.server.screen;

/**
 * The numbers of a control sequence: up to 32, with up to 32 more that stand behind colons in all. What is over is ignored.
 *
 * <p>A number that is not given is 0, behind a colon -1. Numbers stop at {@link Integer#MAX_VALUE}.
 */
final class Params {
    private static final int MOST = 32;

    private final int[] values = new int[MOST];
    private final int[] subs = new int[MOST];

    /** Where the numbers behind a value's colons end in {@code subs}; they begin where those of the one before end. */
    private final int[] subEnds = new int[MOST];

    private int count;
    private int subCount;
    private boolean full;
    private boolean subsFull;
    private boolean inSub;

    void clear() {
        count = 1;
        values[0] = 0;
        subEnds[0] = 0;
        subCount = 0;
        full = false;
        subsFull = false;
        inSub = false;
    }

    int count() {
        return count;
    }

    int value(int index) {
        return values[index];
    }

    /** Returns the first number, 1 where it is 0. */
    int amount() {
        return Math.max(values[0], 1);
    }

    int subs(int index) {
        return subEnds[index] - subStart(index);
    }

    int sub(int index, int at) {
        return subs[subStart(index) + at];
    }

    private int subStart(int index) {
        return index == 0 ? 0 : subEnds[index - 1];
    }

    /** Takes a digit, a semicolon or a colon. */
    void take(int code) {
        if (code == ';') {
            next();
        } else if (code == ':') {
            nextSub();
        } else {
            digit(code - '0');
        }
    }

    private void next() {
        inSub = false;
        if (count == MOST) {
            full = true;
            return;
        }
        subEnds[count] = subCount;
        values[count++] = 0;
    }

    private void nextSub() {
        inSub = true;
        if (full || subCount == MOST) {
            subsFull = true;
            return;
        }
        subs[subCount++] = -1;
        subEnds[count - 1] = subCount;
    }

    private void digit(int digit) {
        if (full || inSub && (subsFull || subCount == 0)) {
            return;
        }
        int[] store = inSub ? subs : values;
        int at = (inSub ? subCount : count) - 1;
        store[at] = store[at] < 0 ? digit : (int) Math.min(store[at] * 10L + digit, Integer.MAX_VALUE);
    }

    /** Writes them so that they can be read again. */
    void appendTo(StringBuilder out) {
        for (int i = 0; i < count; i++) {
            out.append(i == 0 ? "" : ";").append(values[i]);
            for (int j = 0; j < subs(i); j++) {
                out.append(':');
                if (sub(i, j) >= 0) {
                    out.append(sub(i, j));
                }
            }
        }
        if (full) {
            out.append(';');
        }
    }
}
