package dev.maestro.server.bench;

import java.nio.charset.StandardCharsets;

/**
 * What a terminal of the bench writes: text of which every byte follows from its position.
 *
 * <p>Threads: immutable.
 */
final class Output {
    /** A prime, so that what is shifted, by however much, is found. */
    private static final int PERIOD = 8_191;

    private static final int LINE = 78;
    private static final String TEXT = text();
    private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.US_ASCII);

    private Output() {}

    private static String text() {
        StringBuilder text = new StringBuilder();
        for (int line = 0; text.length() < PERIOD; line++) {
            String start = "line " + line + " ";
            text.append(start);
            for (int i = start.length(); i < LINE; i++) {
                text.append((char) ('a' + (line * 7 + i) % 26));
            }
            text.append("\r\n");
        }
        return text.substring(0, PERIOD);
    }

    /** Returns what stands at a position. */
    static String at(long position, int length) {
        StringBuilder text = new StringBuilder(length);
        int from = (int) (position % PERIOD);
        while (text.length() < length) {
            int to = Math.min(PERIOD, from + length - text.length());
            text.append(TEXT, from, to);
            from = 0;
        }
        return text.toString();
    }

    /** Returns whether that is what stands there. */
    static boolean matches(long position, String data) {
        int at = (int) (position % PERIOD);
        for (int i = 0; i < data.length(); i++) {
            if (data.charAt(i) != BYTES[at]) {
                return false;
            }
            at = at + 1 == PERIOD ? 0 : at + 1;
        }
        return true;
    }
}
