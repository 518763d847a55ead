package dev.maestro.server.terminal.sequence;

/**
 * Finds the control sequences in UTF-8, in one pass and at the speed of a scan where there are none.
 *
 * <p>A string without an end stays open for as long as it goes on: whatever its length, what belongs to it is no text.
 *
 * <p>Threads: confined to one at a time. Memory: a kilobyte of the open sequence.
 */
final class SequenceParser {
    private static final int NOTHING = -1;
    private static final byte ENQ = 0x05;
    private static final byte BEL = 0x07;
    private static final byte CAN = 0x18;
    private static final byte SUB = 0x1a;
    private static final byte ESC = 0x1b;
    private static final byte DEL = 0x7f;

    /** First of the two bytes of U+0080 to U+00BF. */
    private static final byte C1_LEAD = (byte) 0xc2;

    private static final boolean[] ENDS_TEXT = table(ENQ, BEL, ESC, C1_LEAD);
    private static final boolean[] ENDS_STRING = table(BEL, CAN, SUB, ESC, C1_LEAD);

    private enum State {
        GROUND,
        ESCAPE,
        CSI,
        STRING,
        /** ESC was seen in a string: with a backslash it ends it, with anything else it ends it and begins anew. */
        STRING_ESCAPE
    }

    private final SequenceSink sink;
    private final SequenceBody body = new SequenceBody();
    private State state = State.GROUND;
    private SequenceKind kind = SequenceKind.ESCAPE;
    private long opened = NOTHING;

    SequenceParser(SequenceSink sink) {
        this.sink = sink;
    }

    /** Returns whether no sequence is open. */
    boolean inGround() {
        return state == State.GROUND;
    }

    /** Returns the position of the open sequence's first byte; -1 if none is open. */
    long opened() {
        return opened;
    }

    /** Returns the kind of the open sequence. */
    SequenceKind kind() {
        return kind;
    }

    /**
     * Takes whole code points.
     *
     * @param base what has to be added to an index of {@code bytes} to have its position
     */
    void feed(byte[] bytes, int from, int to, long base) {
        int at = from;
        while (at < to) {
            at = switch (state) {
                case GROUND -> text(bytes, at, to, base);
                case ESCAPE, CSI -> sequence(bytes, at, to, base);
                case STRING -> string(bytes, at, to, base);
                case STRING_ESCAPE -> stringEscape(bytes[at], at, base);
            };
        }
    }

    private int text(byte[] bytes, int from, int to, long base) {
        int at = from;
        while (at < to && !ENDS_TEXT[bytes[at] & 0xff]) {
            at++;
        }
        if (at == to) {
            return to;
        }
        byte b = bytes[at];
        if (b == ESC) {
            open(State.ESCAPE, SequenceKind.ESCAPE, base + at);
            return at + 1;
        }
        if (b == C1_LEAD) {
            return isC1(bytes, at, to) ? c1(bytes[at + 1], at, base) : at + 1;
        }
        sink.control(b, base + at, NOTHING);
        return at + 1;
    }

    private int sequence(byte[] bytes, int at, int to, long base) {
        byte b = bytes[at];
        if (b < 0) {
            if (isC1(bytes, at, to)) {
                return c1(bytes[at + 1], at, base);
            }
            abort(base + at);
            return at;
        }
        if (b >= ' ') {
            if (b != DEL) {
                part(b, base + at + 1);
            }
            return at + 1;
        }
        if (b == ESC) {
            abort(base + at);
            open(State.ESCAPE, SequenceKind.ESCAPE, base + at);
        } else if (b == CAN || b == SUB) {
            abort(base + at + 1);
        } else if (b == BEL || b == ENQ) {
            sink.control(b, base + at, opened);
        }
        return at + 1;
    }

    private void part(byte b, long after) {
        boolean last = state == State.CSI ? b >= '@' : b >= '0';
        if (!last) {
            body.add(b);
        } else if (state == State.ESCAPE && body.intermediate() == 0 && begins(b)) {
            body.clear();
        } else {
            close(b, after);
        }
    }

    /** Returns whether ESC and this byte open something longer, which is open then. */
    private boolean begins(byte b) {
        switch (b) {
            case '[' -> become(State.CSI, SequenceKind.CSI);
            case ']' -> become(State.STRING, SequenceKind.OSC);
            case 'P' -> become(State.STRING, SequenceKind.DCS);
            case '_' -> become(State.STRING, SequenceKind.APC);
            case 'X', '^' -> become(State.STRING, SequenceKind.IGNORED);
            default -> {
                return false;
            }
        }
        return true;
    }

    private int string(byte[] bytes, int from, int to, long base) {
        int at = from;
        while (at < to && !ENDS_STRING[bytes[at] & 0xff]) {
            at++;
        }
        body.add(bytes, from, at);
        if (at == to) {
            return to;
        }
        byte b = bytes[at];
        if (b == C1_LEAD && isC1(bytes, at, to)) {
            return c1(bytes[at + 1], at, base);
        }
        if (b == C1_LEAD || (b == BEL && kind != SequenceKind.OSC)) {
            body.add(b);
        } else if (b == ESC) {
            state = State.STRING_ESCAPE;
        } else if (b == BEL) {
            close(b, base + at + 1);
        } else {
            abort(base + at + 1);
        }
        return at + 1;
    }

    private int stringEscape(byte b, int at, long base) {
        if (b == '\\') {
            close(b, base + at + 1);
            return at + 1;
        }
        close((byte) 0, base + at - 1);
        open(State.ESCAPE, SequenceKind.ESCAPE, base + at - 1);
        return at;
    }

    private int c1(byte second, int at, long base) {
        int code = second & 0xff;
        if (code == 0x9c && state == State.STRING) {
            close((byte) '\\', base + at + 2);
            return at + 2;
        }
        if (state != State.GROUND) {
            abort(base + at);
        }
        switch (code) {
            case 0x90 -> open(State.STRING, SequenceKind.DCS, base + at);
            case 0x98, 0x9e -> open(State.STRING, SequenceKind.IGNORED, base + at);
            case 0x9b -> open(State.CSI, SequenceKind.CSI, base + at);
            case 0x9d -> open(State.STRING, SequenceKind.OSC, base + at);
            case 0x9f -> open(State.STRING, SequenceKind.APC, base + at);
            default -> {
                open(State.ESCAPE, SequenceKind.ESCAPE, base + at);
                // ESC and the byte 0x40 below say the same in seven bits.
                close((byte) (code - 0x40), base + at + 2);
            }
        }
        return at + 2;
    }

    private static boolean isC1(byte[] bytes, int at, int to) {
        return bytes[at] == C1_LEAD && at + 1 < to && (bytes[at + 1] & 0xff) < 0xa0;
    }

    private void open(State next, SequenceKind what, long at) {
        become(next, what);
        opened = at;
        body.clear();
    }

    private void become(State next, SequenceKind what) {
        state = next;
        kind = what;
    }

    private void close(byte last, long end) {
        long start = ground();
        sink.sequence(kind, body, last, start, end);
    }

    private void abort(long end) {
        long start = ground();
        sink.aborted(start, end);
    }

    private long ground() {
        long start = opened;
        state = State.GROUND;
        opened = NOTHING;
        return start;
    }

    private static boolean[] table(byte... members) {
        boolean[] table = new boolean[256];
        for (byte member : members) {
            table[member & 0xff] = true;
        }
        return table;
    }
}
