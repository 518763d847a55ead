package dev.maestro.server.screen;

/**
 * What an xterm would show that was written the same bytes.
 *
 * <p>Threads: confined to one at a time.
 */
public final class ScreenModel {
    private ScreenModel() {}

    /**
     * Makes an empty screen.
     *
     * @param historyLines the most lines kept that scrolled off the top; 0 for none
     */
    public static ScreenModel of(int cols, int rows, int historyLines) {
        return new ScreenModel();
    }

    /** Takes output: UTF-8, which may begin and end anywhere; what is malformed counts as U+FFFD. */
    public void feed(byte[] utf8, int from, int length) {}

    /** Gives the screen another size, as an xterm without reflow does. */
    public void resize(int cols, int rows) {}

    /**
     * Returns how many of the bytes fed last belong to a character or sequence that has not ended: the snapshot is that
     * of the bytes before them, so the stream has to go on with them. 0 for one so long that it is given up as a whole:
     * then the snapshot ends with its opening.
     */
    public int unfinishedBytes() {
        return 0;
    }

    /** Returns what has to be written to a terminal of this size for it to show the same. */
    public String snapshot() {
        return "";
    }

    /** Returns the title the program set; empty for none. */
    public String title() {
        return "";
    }
}
