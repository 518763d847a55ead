package dev.maestro.server.agent;

import java.util.function.LongSupplier;

/**
 * Tells keys from what a terminal sends by itself: answers to what was asked of it, mouse reports, and the sequences of keys
 * that are no characters.
 *
 * <p>What was begun and does not go on for {@value #WHOLE_WITHIN_MS} ms is over: then it was a key, such as Escape.
 *
 * <p>Threads: confined to one.
 */
final class TypedKeys {
    static final long WHOLE_WITHIN_MS = 500;

    private static final int CANCEL = 0x18;
    private static final int SUBSTITUTE = 0x1A;
    private static final int ESCAPE = 0x1B;
    private static final int BELL = 7;
    private static final int MOUSE_BYTES = 3;

    private enum State {
        KEYS,
        ESCAPE,
        CSI,
        ONE_MORE,
        MOUSE,
        STRING,
        STRING_ESCAPE
    }

    private final LongSupplier nanos;
    private State state = State.KEYS;
    private boolean first;
    private int left;
    private long lastAt;

    /** @param nanos as {@link System#nanoTime} */
    TypedKeys(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** More was read. */
    void read() {
        long now = nanos.getAsLong();
        if (now - lastAt > WHOLE_WITHIN_MS * 1_000_000) {
            state = State.KEYS;
        }
        lastAt = now;
    }

    /** Takes the next byte, and returns whether it is a key by itself. */
    boolean isKey(byte octet) {
        int next = octet & 0xFF;
        boolean key = state == State.KEYS && next != ESCAPE;
        state = after(next);
        return key;
    }

    private State after(int next) {
        if (next == ESCAPE) {
            return state == State.STRING ? State.STRING_ESCAPE : State.ESCAPE;
        }
        return switch (state) {
            case KEYS -> State.KEYS;
            case ESCAPE -> afterEscape(next);
            case STRING_ESCAPE -> next == '\\' ? State.KEYS : afterEscape(next);
            case CSI -> withinCsi(next);
            case ONE_MORE -> State.KEYS;
            case MOUSE -> --left == 0 ? State.KEYS : State.MOUSE;
            case STRING -> next == BELL || next == CANCEL || next == SUBSTITUTE ? State.KEYS : State.STRING;
        };
    }

    private State afterEscape(int next) {
        first = true;
        return switch (next) {
            case '[' -> State.CSI;
            case 'O' -> State.ONE_MORE;
            case 'P', ']', '_', '^', 'X' -> State.STRING;
            default -> State.KEYS;
        };
    }

    private State withinCsi(int next) {
        boolean atOnce = first;
        first = false;
        if (atOnce && next == 'M') {
            left = MOUSE_BYTES;
            return State.MOUSE;
        }
        return next >= '@' && next <= '~' || next == CANCEL || next == SUBSTITUTE ? State.KEYS : State.CSI;
    }
}
