package dev.maestro.server.screen;

/** Writes what switches the modes of a blank terminal; origin mode moves the cursor and is not among them. */
final class ModesText {
    private final StringBuilder out;
    private final Modes modes;

    ModesText(StringBuilder out, Modes modes) {
        this.out = out;
        this.modes = modes;
    }

    void write() {
        put(modes.insert, "[4h");
        put(modes.newLine, "[20h");
        put(modes.applicationCursor, "[?1h");
        put(modes.applicationKeypad, "=");
        put(!modes.wrap, "[?7l");
        put(modes.reverseWrap, "[?45h");
        put(modes.cursorHidden, "[?25l");
        put(modes.blink != 0, modes.blink > 0 ? "[?12h" : "[?12l");
        put(modes.cursorStyle != 0, "[" + modes.cursorStyle + " q");
        put(modes.mouse != 0, "[?" + modes.mouse + "h");
        put(modes.mouseUtf8, "[?1005h");
        put(modes.mouseUrxvt, "[?1015h");
        put(modes.mouseEncoding != 0, "[?" + modes.mouseEncoding + "h");
        put(modes.focus, "[?1004h");
        put(modes.paste, "[?2004h");
        put(modes.synchronised, "[?2026h");
    }

    private void put(boolean wanted, String sequence) {
        if (wanted) {
            out.append('\u001b').append(sequence);
        }
    }
}
