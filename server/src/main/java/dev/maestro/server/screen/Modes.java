package dev.maestro.server.screen;

/** What a program has switched that is not of one of the two screens. */
final class Modes {
    boolean applicationCursor;
    boolean applicationKeypad;
    boolean origin;
    boolean wrap = true;
    boolean reverseWrap;
    boolean insert;
    boolean newLine;
    boolean cursorHidden;
    boolean focus;
    boolean paste;
    boolean synchronised;

    /** DECSCUSR: 0 as the terminal likes, 1 to 6. */
    int cursorStyle;

    /** Mode 12: 0 as the terminal likes, 1 on, -1 off. */
    int blink;

    /** The mode that asks for the mouse: 0, 9, 1000, 1002 or 1003. */
    int mouse;

    /** How the mouse is told: 0, 1006 or 1016. */
    int mouseEncoding;

    /** Older ways to tell it, that xterm.js has no more and other terminals do. */
    boolean mouseUtf8;

    boolean mouseUrxvt;

    /** DECSTR: all but the mouse, the blinking and the new-line mode. */
    void softReset() {
        applicationCursor = false;
        applicationKeypad = false;
        origin = false;
        wrap = true;
        reverseWrap = false;
        insert = false;
        focus = false;
        paste = false;
        synchronised = false;
        cursorStyle = 0;
    }

    /** RIS, after which a hidden cursor stays hidden in xterm.js, and new-line mode on. */
    void fullReset() {
        softReset();
        mouse = 0;
        mouseEncoding = 0;
        mouseUtf8 = false;
        mouseUrxvt = false;
    }
}
