package dev.maestro.server.screen;

/**
 * Passes over lines of plain text that are forgotten at once, as more such lines follow than screen and history hold.
 *
 * <p>Of what a program prints by the megabyte only the last lines are kept; the others do no more than move the cursor.
 */
final class PlainLines {
    private static final int DELETE = 0x7F;

    private final Emulation on;

    PlainLines(Emulation on) {
        this.on = on;
    }

    /** Returns whether lines may be passed over as things are: each goes into a history that is full. */
    boolean mayPass() {
        Screen screen = on.screen;
        History history = screen.history();
        return history != null
                && history.isFull()
                && screen.top == 0
                && screen.bottom == screen.rows() - 1
                && on.modes.wrap
                && !on.modes.newLine
                && on.charset() == Charset.ASCII;
    }

    /** Returns the least bytes it is worth to look at. */
    int leastBytes() {
        return 2 * kept();
    }

    /** Returns how many of the lines that follow matter. */
    private int kept() {
        History history = on.screen.history();
        return 2 * on.rows() + (history == null ? 0 : history.mostLines());
    }

    /** Returns where text ends that is nothing but printable ASCII and ends of lines. */
    static int end(byte[] bytes, int from, int to) {
        int end = from;
        while (end < to && isPlain(bytes[end])) {
            end++;
        }
        return end;
    }

    private static boolean isPlain(byte octet) {
        return octet >= ' ' && octet < DELETE || octet == '\n' || octet == '\r';
    }

    /**
     * Passes over the first lines of such text, where they do not matter.
     *
     * @return how many bytes; the cursor is then where it would be, in a line that is forgotten with what is on the screen
     */
    int pass(byte[] bytes, int from, int end) {
        int rest = end;
        for (int left = kept(); left >= 0; left--) {
            do {
                rest--;
            } while (rest >= from && bytes[rest] != '\n');
            if (rest < from) {
                return 0;
            }
        }
        int passed = rest + 1;
        // So many lines at least that the cursor is in the last row.
        int lines = 0;
        for (int i = from; i < passed && lines < on.rows(); i++) {
            lines += bytes[i] == '\n' ? 1 : 0;
        }
        if (lines < on.rows()) {
            return 0;
        }
        on.screen.x = column(bytes, from, passed);
        on.screen.y = on.screen.bottom;
        on.joinable = 0;
        return passed - from;
    }

    private int column(byte[] bytes, int from, int end) {
        int cols = on.cols();
        int x = on.screen.x;
        for (int i = from; i < end; i++) {
            byte octet = bytes[i];
            if (octet == '\r') {
                x = 0;
            } else if (octet == '\n') {
                x = Math.min(x, cols - 1);
            } else {
                x = x >= cols ? 1 : x + 1;
            }
        }
        return x;
    }
}
