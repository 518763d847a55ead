package dev.maestro.server.screen;

/** What DECSC keeps: the cursor, how text looks (not the underline's style, as in xterm.js) and the character set. */
final class SavedCursor {
    int x;
    int y;
    int fg;
    int bg;
    Charset charset = Charset.ASCII;

    void reset() {
        x = 0;
        y = 0;
        fg = 0;
        bg = 0;
        charset = Charset.ASCII;
    }

    boolean isUsual() {
        return x == 0 && y == 0 && fg == 0 && bg == 0 && charset == Charset.ASCII;
    }
}
