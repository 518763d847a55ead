package dev.maestro.server.terminal;

import dev.maestro.protocol.error.HubException;

/** A terminal's size in columns and rows. */
record Size(int cols, int rows) {
    static final int MOST_COLS = 1_000;
    static final int MOST_ROWS = 500;

    /**
     * Returns a size somebody asked for.
     *
     * @throws HubException {@code invalid}, if no terminal is that small or large
     */
    static Size asked(int cols, int rows) {
        if (cols < 1 || cols > MOST_COLS) {
            throw HubException.invalid("/cols", "cols is " + cols + ", from 1 to " + MOST_COLS);
        }
        if (rows < 1 || rows > MOST_ROWS) {
            throw HubException.invalid("/rows", "rows is " + rows + ", from 1 to " + MOST_ROWS);
        }
        return new Size(cols, rows);
    }
}
