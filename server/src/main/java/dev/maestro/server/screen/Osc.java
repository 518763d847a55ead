package dev.maestro.server.screen;

/**
 * Collects an operating system command and carries it out: title and colours. Of all others, the clipboard's among them,
 * nothing is kept, not even for the moment.
 */
final class Osc {
    private static final int MOST_TITLE = 4096;
    private static final int MOST_NUMBER = 1000;

    private final Emulation on;
    private StringBuilder data = new StringBuilder();
    private int number;
    private boolean inData;
    private boolean ignored;

    Osc(Emulation on) {
        this.on = on;
    }

    void begin() {
        if (data.capacity() > MOST_TITLE) {
            data = new StringBuilder();
        }
        data.setLength(0);
        number = -1;
        inData = false;
        ignored = false;
    }

    /** Makes the command one that does nothing at its end, and forgets it. */
    void giveUp() {
        ignored = true;
        data = new StringBuilder();
    }

    /** Returns whether what is put makes no difference. */
    boolean ignores() {
        return ignored;
    }

    void put(int code) {
        if (ignored) {
            return;
        }
        if (inData) {
            data.appendCodePoint(code);
        } else if (code == ';') {
            inData = true;
            ignored = !isKnown();
        } else if (code < '0' || code > '9' || number > MOST_NUMBER) {
            ignored = true;
        } else {
            number = Math.max(number, 0) * 10 + code - '0';
        }
    }

    private boolean isKnown() {
        return switch (number) {
            case 0, 2, 4, 10, 11, 12, 104, 110, 111, 112 -> true;
            default -> false;
        };
    }

    void end() {
        if (ignored) {
            return;
        }
        String text = data.toString();
        switch (number) {
            case 0, 2 -> on.title = cut(text);
            case 4 -> on.palette.setIndexed(text);
            case 10, 11, 12 -> on.palette.setSpecial(number, text);
            case 104 -> on.palette.resetIndexed(text);
            case 110, 111, 112 -> on.palette.resetSpecial(number);
            default -> {}
        }
    }

    private static String cut(String text) {
        if (text.length() <= MOST_TITLE) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MOST_TITLE - 1)) ? MOST_TITLE - 1 : MOST_TITLE;
        return text.substring(0, end);
    }

    long memoryBytes() {
        return 2L * data.capacity();
    }
}
