package dev.maestro.server.screen;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The colours a program has changed: 256 of the palette, then text, background and cursor. */
final class Palette {
    private static final int INDEXED = 256;
    private static final int SPECIAL = 3;
    private static final int BYTES_PER_COLOUR = 64;
    /** The command that sets the first of the special colours. */
    private static final int TEXT = 10;

    private @Nullable String @Nullable [] colours;

    /** Takes {@code index;colour;...}. */
    void setIndexed(String data) {
        String[] slots = data.split(";", -1);
        for (int i = 0; i + 1 < slots.length; i += 2) {
            set(index(slots[i]), slots[i + 1]);
        }
    }

    /** Takes the colours of {@code command} (10 to 12) and of those after it. */
    void setSpecial(int command, String data) {
        int at = command - TEXT;
        for (String slot : data.split(";", -1)) {
            if (at < SPECIAL) {
                set(INDEXED + at++, slot);
            }
        }
    }

    /** Takes the indexes of the colours to be as they were; empty for all of the palette. */
    void resetIndexed(String data) {
        if (colours == null) {
            return;
        }
        if (data.isEmpty()) {
            Arrays.fill(colours, 0, INDEXED, null);
            return;
        }
        for (String slot : data.split(";", -1)) {
            int index = index(slot);
            if (index >= 0) {
                colours[index] = null;
            }
        }
    }

    /** Puts back the colour that {@code command} (110 to 112) is of. */
    void resetSpecial(int command) {
        if (colours != null) {
            colours[INDEXED + command - 100 - TEXT] = null;
        }
    }

    private static int index(String text) {
        if (text.isEmpty() || text.length() > 3 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int index = Integer.parseInt(text);
        return index < INDEXED ? index : -1;
    }

    private void set(int index, String colour) {
        String known = Colours.parse(colour);
        if (index < 0 || known == null) {
            return;
        }
        if (colours == null) {
            colours = new @Nullable String[INDEXED + SPECIAL];
        }
        colours[index] = known;
    }

    /** Returns at most how many bytes of memory this takes. */
    long memoryBytes() {
        return colours == null ? 0 : (long) BYTES_PER_COLOUR * colours.length;
    }

    /** Writes what sets them again. */
    void appendTo(StringBuilder out) {
        if (colours == null) {
            return;
        }
        for (int i = 0; i < colours.length; i++) {
            if (colours[i] != null) {
                String command = i < INDEXED ? "4;" + i : String.valueOf(TEXT + i - INDEXED);
                out.append("\u001b]")
                        .append(command)
                        .append(';')
                        .append(colours[i])
                        .append("\u001b\\");
            }
        }
    }

    /** Colours as XParseColor reads them, but for those with names. */
    private static final class Colours {
        /** Returns {@code #rrggbb}, null for what is no colour. */
        static @Nullable String parse(String text) {
            String low = text.toLowerCase(Locale.ROOT);
            if (low.startsWith("rgb:")) {
                return slashed(low.substring(4).split("/", -1));
            }
            int digits = low.length() - 1;
            if (!low.startsWith("#") || digits % 3 != 0 || digits < 3 || digits > 12 || !isHex(low.substring(1))) {
                return null;
            }
            int each = digits / 3;
            int[] values = new int[3];
            for (int i = 0; i < 3; i++) {
                int value = Integer.parseInt(low.substring(1 + i * each, 1 + (i + 1) * each), 16);
                values[i] = each == 1 ? value << 4 : value >> 4 * (each - 2);
            }
            return hex(values);
        }

        private static @Nullable String slashed(String[] parts) {
            if (parts.length != 3) {
                return null;
            }
            int[] values = new int[3];
            int digits = parts[0].length();
            for (int i = 0; i < 3; i++) {
                if (parts[i].length() != digits || digits < 1 || digits > 4 || !isHex(parts[i])) {
                    return null;
                }
                int most = (1 << 4 * digits) - 1;
                values[i] = (int) Math.round(Integer.parseInt(parts[i], 16) * 255.0 / most);
            }
            return hex(values);
        }

        private static boolean isHex(String text) {
            return text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
        }

        private static String hex(int[] values) {
            return String.format(Locale.ROOT, "#%02x%02x%02x", values[0], values[1], values[2]);
        }
    }
}
