package dev.maestro.server.agent.output;

import java.nio.charset.StandardCharsets;

/**
 * Makes UTF-8 of whatever a program writes: what is malformed becomes U+FFFD, and a character that is not all there yet
 * waits for the rest of it.
 *
 * <p>Threads: confined to one.
 */
public final class Utf8Mender {
    private static final int LONGEST = 4;

    // The start of a character whose end has not come.
    private byte[] begun = new byte[0];

    /** Returns what is whole of the bytes so far, in UTF-8; empty while there is nothing. */
    public byte[] mend(byte[] bytes, int length) {
        byte[] all = new byte[begun.length + length];
        System.arraycopy(begun, 0, all, 0, begun.length);
        System.arraycopy(bytes, 0, all, begun.length, length);
        int whole = all.length - unfinished(all);
        begun = new byte[all.length - whole];
        System.arraycopy(all, whole, begun, 0, begun.length);
        return mended(all, whole);
    }

    /** Returns what is left at the end: a character that never ended is malformed. */
    public byte[] rest() {
        byte[] left = begun;
        begun = new byte[0];
        return mended(left, left.length);
    }

    private static byte[] mended(byte[] bytes, int length) {
        // Both ways are what the JDK does fastest; a round trip leaves well-formed text as it is.
        return new String(bytes, 0, length, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns how many of the last bytes may be the start of a character. */
    private static int unfinished(byte[] bytes) {
        for (int back = 1; back < LONGEST && back <= bytes.length; back++) {
            int one = Byte.toUnsignedInt(bytes[bytes.length - back]);
            if (one < 0x80) {
                return 0;
            }
            if (one >= 0xC0) {
                return back < lengthOf(one) ? back : 0;
            }
        }
        return 0;
    }

    private static int lengthOf(int first) {
        if (first >= 0xF5 || first < 0xC2) {
            return 1;
        }
        return first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    }
}
