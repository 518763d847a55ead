package dev.maestro.server.screen;

/**
 * Takes a stream apart into characters, controls and sequences, as the state machine of a VT500 does with the changes of
 * xterm.js: strings take characters that are not ASCII, and a character that is not ASCII ends an unfinished sequence.
 *
 * <p>A string of over {@value #MOST_STRING} bytes is given up: it is read to its end and does nothing.
 */
final class Parser {
    private static final int MOST_STRING = 64 << 10;
    private static final int CANCEL = 0x18;
    private static final int SUBSTITUTE = 0x1A;
    private static final int ESCAPE = 0x1B;
    private static final int DELETE = 0x7F;
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private enum State {
        GROUND,
        ESCAPE,
        ESCAPE_MARKS,
        CSI_ENTRY,
        CSI_PARAMS,
        CSI_MARKS,
        CSI_IGNORED,
        OSC,
        DCS_ENTRY,
        DCS_PARAMS,
        DCS_MARKS,
        DCS_IGNORED,
        DCS_DATA,
        OTHER_STRING
    }

    private final Emulation on;
    private final Csi csi;
    private final Esc esc;
    private final Osc osc;
    private final PlainLines plainLines;
    private final Utf8 utf8 = new Utf8();
    private final Params params = new Params();
    private State state = State.GROUND;

    /** The bytes before and between the numbers, the last in the lowest eight bits. */
    private int marks;

    /** Bytes taken in all, and where the sequence began that is not finished. */
    private long position;

    private long start;

    /** Whether a part of the unfinished sequence cannot be given again: it is too long, or has had its effect. */
    private boolean keepsOpening;

    Parser(Emulation on) {
        this.on = on;
        this.csi = new Csi(on);
        this.esc = new Esc(on);
        this.osc = new Osc(on);
        this.plainLines = new PlainLines(on);
        params.clear();
    }

    void feed(byte[] bytes, int from, int to) {
        int i = from;
        int looked = from;
        int least = plainLines.leastBytes();
        while (i < to) {
            if (i >= looked && to - i >= least) {
                looked = Math.max(i + 1, PlainLines.end(bytes, i, to));
                i += pass(bytes, i, looked);
            }
            int octet = bytes[i];
            if (state == State.GROUND && octet >= 0 && utf8.pending() == 0) {
                i = plain(bytes, i, to);
                continue;
            }
            int read = skip(bytes, i, to);
            if (read > 0) {
                i += read;
                continue;
            }
            decode(octet & 0xFF);
            i++;
        }
    }

    /** Takes ASCII between sequences, where one begins too, and returns where to go on. */
    private int plain(byte[] bytes, int from, int to) {
        int octet = bytes[from];
        int end = from + 1;
        if (octet >= ' ' && octet < DELETE) {
            while (end < to && bytes[end] >= ' ' && bytes[end] < DELETE) {
                end++;
            }
            on.printAscii(bytes, from, end);
        } else if (octet == '\n') {
            on.lineFeed();
            on.joinable = 0;
        } else if (octet == '\r') {
            on.screen.x = 0;
            on.joinable = 0;
        } else {
            position++;
            take(octet);
            return end;
        }
        position += end - from;
        return end;
    }

    /** Passes over lines that do not matter for those after them, and returns how many bytes. */
    private int pass(byte[] bytes, int from, int end) {
        if (state != State.GROUND || utf8.pending() > 0 || !plainLines.mayPass()) {
            return 0;
        }
        int passed = plainLines.pass(bytes, from, end);
        position += passed;
        return passed;
    }

    /** Reads over what has no effect in a string, and returns how many bytes. */
    private int skip(byte[] bytes, int from, int to) {
        boolean ignores = state == State.DCS_DATA
                || state == State.DCS_IGNORED
                || state == State.OTHER_STRING
                || state == State.OSC && osc.ignores();
        if (!ignores || utf8.pending() > 0) {
            return 0;
        }
        int end = from;
        while (end < to && bytes[end] >= ' ' && bytes[end] < DELETE) {
            end++;
        }
        position += end - from;
        giveUpIfLong();
        return end - from;
    }

    private void decode(int octet) {
        int code = utf8.next(octet);
        if (code == Utf8.AGAIN) {
            take(Utf8.REPLACEMENT);
            code = utf8.next(octet);
        }
        position++;
        if (code >= 0 && code != BYTE_ORDER_MARK) {
            take(code);
        }
    }

    private void take(int code) {
        if (code == ESCAPE) {
            endString(true);
            begin(State.ESCAPE, 1);
        } else if (code == CANCEL || code == SUBSTITUTE) {
            on.joinable = 0;
            state = State.GROUND;
        } else if (code >= 0x80 && code < 0xA0) {
            control(code);
        } else if (state == State.GROUND) {
            ground(code);
        } else {
            within(code);
        }
    }

    private void ground(int code) {
        if (code < ' ') {
            execute(code);
        } else if (code != DELETE) {
            on.print(code);
        }
    }

    private void execute(int code) {
        esc.execute(code);
        on.joinable = 0;
    }

    /** Takes a control of U+0080 to U+009F. */
    private void control(int code) {
        switch (code) {
            case 0x90 -> begin(State.DCS_ENTRY, 2);
            case 0x98, 0x9E, 0x9F -> begin(State.OTHER_STRING, 2);
            case 0x9B -> begin(State.CSI_ENTRY, 2);
            case 0x9C -> {
                endString(true);
                state = State.GROUND;
            }
            case 0x9D -> begin(State.OSC, 2);
            default -> {
                execute(code);
                state = State.GROUND;
            }
        }
    }

    private void begin(State next, int bytes) {
        start = position - bytes;
        keepsOpening = false;
        enter(next);
    }

    private void enter(State next) {
        state = next;
        marks = 0;
        params.clear();
        if (next == State.OSC) {
            osc.begin();
        }
    }

    private void endString(boolean whole) {
        if (state == State.OSC && whole) {
            osc.end();
        }
        if (state == State.OSC || state == State.DCS_DATA) {
            on.joinable = 0;
        }
    }

    private void giveUpIfLong() {
        if (position - start > MOST_STRING && !keepsOpening) {
            keepsOpening = true;
            osc.giveUp();
        }
    }

    private void within(int code) {
        giveUpIfLong();
        switch (state) {
            case ESCAPE, ESCAPE_MARKS, CSI_ENTRY, CSI_PARAMS, CSI_MARKS, CSI_IGNORED -> sequence(code);
            case OSC -> command(code);
            case DCS_ENTRY, DCS_PARAMS, DCS_MARKS -> device(code);
            case OTHER_STRING -> state = code < 0x80 ? state : State.GROUND;
            case GROUND, DCS_IGNORED, DCS_DATA -> {}
        }
    }

    private void sequence(int code) {
        if (code < ' ') {
            // It has its effect now, and would have it again if the sequence's bytes were given again.
            keepsOpening = true;
            execute(code);
        } else if (state == State.CSI_IGNORED) {
            state = code >= '@' && code < DELETE ? State.GROUND : state;
        } else if (code >= 0x80) {
            state = State.GROUND;
        } else if (code != DELETE) {
            switch (state) {
                case ESCAPE -> escape(code);
                case ESCAPE_MARKS -> escapeMarks(code);
                default -> controlSequence(code);
            }
        }
    }

    private void escape(int code) {
        switch (code) {
            case '[' -> enter(State.CSI_ENTRY);
            case ']' -> enter(State.OSC);
            case 'P' -> enter(State.DCS_ENTRY);
            case 'X', '^', '_' -> enter(State.OTHER_STRING);
            default -> escapeMarks(code);
        }
    }

    private void escapeMarks(int code) {
        if (code < '0') {
            mark(code, State.ESCAPE_MARKS);
            return;
        }
        state = State.GROUND;
        esc.dispatch(marks, code);
        on.joinable = 0;
    }

    private void controlSequence(int code) {
        if (code >= '@') {
            state = State.GROUND;
            csi.dispatch(marks, code, params);
            on.joinable = 0;
        } else if (code < '0') {
            mark(code, State.CSI_MARKS);
        } else if (state == State.CSI_MARKS) {
            state = State.CSI_IGNORED;
        } else if (code < '<') {
            state = State.CSI_PARAMS;
            params.take(code);
        } else if (state == State.CSI_ENTRY) {
            mark(code, State.CSI_PARAMS);
        } else {
            state = State.CSI_IGNORED;
        }
    }

    private void mark(int code, State next) {
        marks = marks << 8 | code;
        state = next;
    }

    private void command(int code) {
        if (code == '\u0007') {
            endString(true);
            state = State.GROUND;
        } else if (code >= ' ') {
            osc.put(code);
        }
    }

    private void device(int code) {
        if (code >= 0x80) {
            state = State.GROUND;
        } else if (code >= '@' && code < DELETE) {
            state = State.DCS_DATA;
        } else if (code >= ' ' && code < '0') {
            state = State.DCS_MARKS;
        } else if (code >= '0' && code != DELETE) {
            boolean ignored = state == State.DCS_MARKS || code >= '<' && state == State.DCS_PARAMS;
            state = ignored ? State.DCS_IGNORED : State.DCS_PARAMS;
        }
    }

    /** Returns how many of the last bytes have to be given again after a snapshot. */
    int unfinishedBytes() {
        return state == State.GROUND || keepsOpening ? utf8.pending() : (int) (position - start);
    }

    /** Returns what opens the sequence that is not finished, where its bytes will not be given again. */
    String opening() {
        if (!keepsOpening) {
            return "";
        }
        return switch (state) {
            case GROUND -> "";
            case ESCAPE -> "\u001b";
            case ESCAPE_MARKS -> "\u001b" + marks();
            case CSI_ENTRY, CSI_PARAMS, CSI_MARKS -> openedControlSequence();
            case CSI_IGNORED -> "\u001b[0?";
            case OSC -> "\u001b]x";
            case DCS_ENTRY -> "\u001bP";
            case DCS_PARAMS -> "\u001bP0";
            case DCS_MARKS -> "\u001bP ";
            case DCS_IGNORED -> "\u001bP 0";
            case DCS_DATA -> "\u001bP~";
            case OTHER_STRING -> "\u001bX";
        };
    }

    private String openedControlSequence() {
        StringBuilder text = new StringBuilder("\u001b[");
        String all = marks();
        boolean asked = !all.isEmpty() && all.charAt(0) >= '<';
        text.append(asked ? all.substring(0, 1) : "");
        if (state != State.CSI_ENTRY) {
            params.appendTo(text);
        }
        return text.append(all.substring(asked ? 1 : 0)).toString();
    }

    private String marks() {
        StringBuilder text = new StringBuilder();
        for (int shift = 24; shift >= 0; shift -= 8) {
            int mark = marks >> shift & 0xFF;
            if (mark != 0) {
                text.append((char) mark);
            }
        }
        return text.toString();
    }

    long memoryBytes() {
        return 500 + osc.memoryBytes();
    }
}
