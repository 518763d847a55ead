package dev.maestro.server.terminal;

import java.nio.charset.StandardCharsets;

/** Writes UTF-8 as the inside of a JSON string, at the speed of a copy where nothing has to be escaped. */
final class JsonText {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** How many bytes more than one each byte takes. */
    private static final byte[] EXTRA = extra();

    private JsonText() {}

    /** Returns how many bytes the text takes when it is escaped. */
    static int length(byte[] utf8) {
        int length = utf8.length;
        for (byte b : utf8) {
            length += EXTRA[b & 0xff];
        }
        return length;
    }

    /** Writes the escaped text; returns the index after it. */
    static int write(byte[] utf8, byte[] out, int at) {
        int copied = 0;
        int to = at;
        for (int i = 0; i < utf8.length; i++) {
            byte b = utf8[i];
            if (EXTRA[b & 0xff] != 0) {
                System.arraycopy(utf8, copied, out, to, i - copied);
                to = escape(b, out, to + i - copied);
                copied = i + 1;
            }
        }
        System.arraycopy(utf8, copied, out, to, utf8.length - copied);
        return to + utf8.length - copied;
    }

    private static int escape(byte b, byte[] out, int at) {
        int to = at;
        out[to++] = '\\';
        byte letter = letter(b);
        out[to++] = letter;
        if (letter == 'u') {
            out[to++] = '0';
            out[to++] = '0';
            out[to++] = HEX[b >> 4];
            out[to++] = HEX[b & 0xf];
        }
        return to;
    }

    private static byte letter(byte b) {
        return switch (b) {
            case '"', '\\' -> b;
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            case '\b' -> 'b';
            case '\f' -> 'f';
            default -> 'u';
        };
    }

    private static byte[] extra() {
        byte[] extra = new byte[256];
        for (int b = 0; b < ' '; b++) {
            extra[b] = (byte) (letter((byte) b) == 'u' ? 5 : 1);
        }
        extra['"'] = 1;
        extra['\\'] = 1;
        return extra;
    }
}
