package dev.maestro.server.screen;

import org.jspecify.annotations.Nullable;

/** Chooses what of a terminal is written, so that the text is no longer than it may be. */
final class Snapshot {
    private final Emulation from;
    private final int mostBytes;

    Snapshot(Emulation from, int mostBytes) {
        this.from = from;
        this.mostBytes = mostBytes;
    }

    String text() {
        History history = from.normal.history();
        int lines = history == null ? 0 : history.count();
        String whole = with(lines);
        if (whole != null) {
            return whole;
        }
        String screens = screens();
        return history == null ? screens : withHistory(history, screens);
    }

    /** Returns the text without history. */
    private String screens() {
        String whole = with(0);
        return whole == null ? new SnapshotWriter(from, mostBytes).plain() : whole;
    }

    private @Nullable String with(int historyLines) {
        return new SnapshotWriter(from, mostBytes).whole(historyLines);
    }

    /** Writes the newest lines that fit in front of the screens. */
    private String withHistory(History history, String screens) {
        for (int lines = fitting(history, mostBytes - Utf8Count.of(screens)); lines > 0; lines -= lines / 8 + 1) {
            String text = with(lines);
            if (text != null) {
                return text;
            }
        }
        return screens;
    }

    /** Returns about how many of the newest lines fit; how a line looks may save or cost the next some bytes. */
    private int fitting(History history, int room) {
        SnapshotWriter ruler = new SnapshotWriter(from, mostBytes);
        int left = room;
        int lines = 0;
        while (lines < history.count()) {
            left -= ruler.lineBytes(history.line(history.count() - 1 - lines, from.cols()));
            if (left < 0) {
                break;
            }
            lines++;
        }
        return lines;
    }
}
