package dev.maestro.server.terminal;

/**
 * From what, and from where on, a viewer is shown a terminal.
 *
 * @param scrollback what its terminal has to be written first
 * @param position that of the next output
 * @param size the terminal's size at that position
 * @param truncated whether output is missing in {@code scrollback}
 */
record ViewStart(String scrollback, long position, Size size, boolean truncated) {
    /** Shows nothing of the output. */
    @Override
    public String toString() {
        return "ViewStart[" + scrollback.length() + " characters to " + position + "]";
    }
}
