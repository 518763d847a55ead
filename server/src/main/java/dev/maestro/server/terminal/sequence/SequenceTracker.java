package dev.maestro.server.terminal.sequence;

/**
 * Follows a PTY's output and knows where it can be cut, and what it asked of terminals.
 *
 * <p>A place to cut is outside of any sequence and between two code points. One is remembered about every
 * {@value #SPACING} bytes, the oldest forgotten first.
 *
 * <p>Threads: confined to one at a time. Memory: 8 bytes for each {@value #SPACING} that are remembered, and 3 KiB.
 */
public final class SequenceTracker {
    private static final int SPACING = 1_024;
    private static final int QUESTIONS = 128;
    private static final int FOCUS_REPORTS = 1004;
    private static final int CURSOR_POSITION = 6;

    /** An OSC that no terminal knows: what follows is swallowed up to the end of the one that was cut. */
    private static final String OPENS_OSC = "\u001b]9999;";

    /** As {@link #OPENS_OSC}, for what only ST ends. */
    private static final String OPENS_STRING = "\u001b_";

    private final SequenceParser parser = new SequenceParser(new Findings());
    private final Positions cuts;
    private final Positions questions = new Positions(QUESTIONS);
    private long cutFrom;
    private boolean focusReports;
    private String title = "";

    /**
     * Begins in the ground state.
     *
     * @param rememberedBytes over how many of the latest bytes places to cut have to be known
     */
    public SequenceTracker(int rememberedBytes) {
        this.cuts = new Positions(rememberedBytes / SPACING + 2);
    }

    /** Takes whole code points, the first of which is at {@code position}. */
    public void feed(byte[] bytes, int from, int length, long position) {
        long base = position - from;
        int to = from + length;
        int at = from;
        while (at < to) {
            int end = wholeCodePoints(bytes, at, Math.min(to, at + SPACING), to);
            if (parser.inGround()) {
                cut(base + at);
            }
            parser.feed(bytes, at, end, base);
            at = end;
        }
    }

    private static int wholeCodePoints(byte[] bytes, int from, int wanted, int to) {
        int end = wanted;
        while (end < to && (bytes[end] & 0xc0) == 0x80) {
            end++;
        }
        return Math.max(end, from + 1);
    }

    private void cut(long position) {
        if (position >= cutFrom) {
            cuts.add(position);
            cutFrom = position + SPACING;
        }
    }

    /** Returns the first known place to cut at or after a position, or -1. */
    public long cutAtOrAfter(long position) {
        return cuts.firstFrom(position);
    }

    /** Returns the position of the open sequence's first byte; -1 outside of sequences. */
    public long opened() {
        return parser.opened();
    }

    /** Returns what has to be shown to a terminal for it to take what follows as the rest of the open sequence. */
    public String opening() {
        if (parser.inGround()) {
            return "";
        }
        return switch (parser.kind()) {
            case ESCAPE, CSI -> "";
            case OSC -> OPENS_OSC;
            case DCS, APC, IGNORED -> OPENS_STRING;
        };
    }

    /** Returns how many of the remembered requests for the cursor's position end in a range of positions. */
    public int cursorQuestions(long after, long upTo) {
        return questions.countWithin(after, upTo);
    }

    /** Returns whether the program asked to be told of the focus. */
    public boolean focusReports() {
        return focusReports;
    }

    /** Returns the title the program set, empty for none; at most about a thousand characters. */
    public String title() {
        return title;
    }

    private final class Findings implements SequenceSink {
        @Override
        public void control(int control, long at, long opened) {}

        @Override
        public void sequence(SequenceKind kind, SequenceBody body, int last, long start, long end) {
            if (kind == SequenceKind.CSI) {
                control(body, last, end);
            } else if (kind == SequenceKind.OSC) {
                if (body.startsWith("0;") || body.startsWith("2;")) {
                    title = body.afterFirstField();
                }
            } else if (kind == SequenceKind.ESCAPE && last == 'c') {
                focusReports = false;
            }
            cut(end);
        }

        @Override
        public void aborted(long start, long end) {
            cut(end);
        }

        private void control(SequenceBody body, int last, long end) {
            if (last == 'n' && body.firstNumber() == CURSOR_POSITION && body.prefix() != '>') {
                questions.add(end);
            } else if ((last == 'h' || last == 'l') && body.prefix() == '?' && body.hasNumber(FOCUS_REPORTS)) {
                focusReports = last == 'h';
            }
        }
    }
}
