package dev.maestro.server.screen;

/**
 * What an xterm would show that was written the same bytes.
 *
 * <p>Follows xterm.js 6 where terminals differ; docs/screen.md says what is modelled and where the two part. Whatever the
 * bytes are, nothing is thrown.
 *
 * <p>Memory: at most 24 bytes a cell of the screen (12 without combining marks and styled underlines), and of the alternate
 * one while it is shown: 50 KiB for 80x24, 11.5 MiB for 1000x500, each twice with the alternate one. Empty cells right of a
 * line's text take nothing. History in bytes of its text, see {@link #of}; a string of the stream (a title, say) is read up
 * to 64 KiB and given up beyond.
 *
 * <p>Threads: confined to one at a time.
 */
public final class ScreenModel {
    /**
     * What each snapshot begins with: it makes an xterm blank and puts back what a reset leaves, such as colours. Whoever
     * shows a snapshot in a terminal that also shows other things may put something gentler in its place.
     */
    public static final String PROLOGUE =
            "\u0018\u001bc\u001b[?25h\u001b[20l\u001b]104\u001b\\\u001b]110\u001b\\\u001b]111\u001b\\\u001b]112\u001b\\";

    /** Sizes asked for are brought between these. */
    public static final int LEAST_COLS = 2;

    public static final int MOST_COLS = 1000;
    public static final int MOST_ROWS = 500;

    /** Room for all modes, tab stops, colours and the title, and 24 KiB of text. */
    public static final int LEAST_SNAPSHOT_BYTES = 64 << 10;

    private final Emulation emulation;
    private final Parser parser;

    private ScreenModel(Emulation emulation) {
        this.emulation = emulation;
        this.parser = new Parser(emulation);
    }

    /**
     * Makes an empty screen.
     *
     * @param cols brought between {@value #LEAST_COLS} and {@value #MOST_COLS}
     * @param rows brought between 1 and {@value #MOST_ROWS}
     * @param historyLines the most lines kept that scrolled off the top; 0 for none. All together take at most 1 KiB a line
     *     (128 KiB where that is less): beyond, the oldest are forgotten
     */
    public static ScreenModel of(int cols, int rows, int historyLines) {
        return new ScreenModel(new Emulation(cols(cols), rows(rows), Math.max(historyLines, 0)));
    }

    private static int cols(int wanted) {
        return Math.max(LEAST_COLS, Math.min(wanted, MOST_COLS));
    }

    private static int rows(int wanted) {
        return Math.max(1, Math.min(wanted, MOST_ROWS));
    }

    /** Returns the columns there are. */
    public int cols() {
        return emulation.cols();
    }

    /** Returns the rows there are. */
    public int rows() {
        return emulation.rows();
    }

    /** Takes output: UTF-8, which may begin and end anywhere; what is malformed counts as U+FFFD. */
    public void feed(byte[] utf8, int from, int length) {
        parser.feed(utf8, from, from + length);
    }

    /**
     * Gives the screen another size, brought into the bounds of {@link #of}, as xterm.js does: rows come from and go into the
     * history while the cursor is in the last one, wrapped lines of the normal screen are broken anew where the columns
     * change, and the alternate screen is cut or filled up.
     */
    public void resize(int cols, int rows) {
        int newCols = cols(cols);
        int newRows = rows(rows);
        if (newCols != cols() || newRows != rows()) {
            emulation.resize(newCols, newRows);
        }
    }

    /**
     * Returns how many of the bytes fed last belong to a character or sequence that has not ended: the snapshot is that
     * of the bytes before them, so the stream has to go on with them. Fewer, down to 0, for a sequence so long that it is
     * given up as a whole, and for one with a control character inside, which has had its effect: then the snapshot ends
     * with the sequence's opening.
     */
    public int unfinishedBytes() {
        return parser.unfinishedBytes();
    }

    /**
     * Returns what has to be written to a terminal of this size for it to show the same: history, screen, both of them while
     * the alternate one is shown, modes, cursor, title. It asks the terminal nothing, rings no bell and leaves its clipboard
     * alone.
     *
     * <p>Where that is too long, the oldest lines of the history are left out, as many as have to. If the screen alone is too
     * long, how its text looks is left out, then text from the bottom up (the normal screen gets half the room while the
     * alternate is shown). Modes, cursor, title and colours are always in it.
     *
     * <p>In the middle of synchronised output (mode 2026) it is what is there so far, and the mode is on: a terminal that
     * knows it shows the next whole state.
     *
     * @param mostBytes the most it may take as UTF-8, brought to {@value #LEAST_SNAPSHOT_BYTES} where less; no more than a few
     *     times as much memory is used to make it
     */
    public String snapshot(int mostBytes) {
        String opening = parser.opening();
        int room = Math.max(mostBytes, LEAST_SNAPSHOT_BYTES) - opening.length();
        return new Snapshot(emulation, room).text() + opening;
    }

    /** Returns {@link #snapshot(int)} of any length: up to 34 MB for the largest terminal and worst output. */
    public String snapshot() {
        return snapshot(Integer.MAX_VALUE);
    }

    /** Returns the title the program set, its first 4096 characters; empty for none. */
    public String title() {
        return emulation.title;
    }

    /** Returns about how many bytes of memory this takes now; it looks at each row once. */
    public long memoryBytes() {
        Screen screen = emulation.screen;
        long alternate = screen == emulation.normal ? 0 : screen.memoryBytes();
        long rest = parser.memoryBytes() + emulation.palette.memoryBytes() + 2L * emulation.title.length();
        return emulation.normal.memoryBytes() + alternate + rest;
    }

    /** Returns the terminal as it stands, for comparison in tests. */
    Emulation emulation() {
        return emulation;
    }
}
