package dev.maestro.server.agent.output;

/**
 * A terminal's size.
 *
 * @param cols 1 to 1000
 * @param rows 1 to 500
 */
public record TerminalSize(int cols, int rows) {
    /** What is usual where nobody says anything. */
    public static final TerminalSize USUAL = new TerminalSize(80, 24);

    private static final int MAX_COLS = 1_000;
    private static final int MAX_ROWS = 500;

    /** Returns the nearest size a hub takes. */
    public static TerminalSize within(int cols, int rows) {
        return new TerminalSize(Math.max(1, Math.min(MAX_COLS, cols)), Math.max(1, Math.min(MAX_ROWS, rows)));
    }

    /** Returns whether a hub takes it. */
    public boolean allowed() {
        return equals(within(cols, rows));
    }

    @Override
    public String toString() {
        return cols + "x" + rows;
    }
}
