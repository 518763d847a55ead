package dev.maestro.server.bench;

import java.io.PrintWriter;

/** A line of a terminal that is written over and over. Threads: confined to one. */
public final class ProgressBar implements Progress {
    private static final int WIDTH = 24;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintWriter terminal;

    /** Draws there. */
    public ProgressBar(PrintWriter terminal) {
        this.terminal = terminal;
    }

    @Override
    public void show(String phase, double share, String detail) {
        int full = (int) Math.round(Math.max(0, Math.min(1, share)) * WIDTH);
        terminal.printf(
                "%s%-10s [%s%s] %3d%%  %s",
                CLEAR_LINE,
                phase,
                "#".repeat(full),
                ".".repeat(WIDTH - full),
                Math.round(Math.max(0, Math.min(1, share)) * 100),
                detail);
        terminal.flush();
    }

    @Override
    public void end() {
        terminal.print(CLEAR_LINE);
        terminal.flush();
    }
}
