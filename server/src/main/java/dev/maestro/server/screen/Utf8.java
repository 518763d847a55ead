package dev.maestro.server.screen;

/** Makes code points of bytes one by one; what is malformed becomes U+FFFD as the WHATWG's decoder does. */
final class Utf8 {
    static final int MORE = -1;
    /** The bytes before are malformed, and this one has to be given again. */
    static final int AGAIN = -2;

    static final int REPLACEMENT = 0xFFFD;

    private int needed;
    private int seen;
    private int lower;
    private int upper;
    private int code;

    /** Returns how many bytes of a character that is not whole were taken. */
    int pending() {
        return needed == 0 ? 0 : seen;
    }

    /** Returns the code point that a byte ends, {@link #MORE} or {@link #AGAIN}. */
    int next(int octet) {
        if (needed == 0) {
            return first(octet);
        }
        if (octet < lower || octet > upper) {
            needed = 0;
            return AGAIN;
        }
        lower = 0x80;
        upper = 0xBF;
        code = code << 6 | octet & 0x3F;
        seen++;
        if (seen < needed) {
            return MORE;
        }
        needed = 0;
        return code;
    }

    private int first(int octet) {
        if (octet < 0x80) {
            return octet;
        }
        if (octet < 0xC2 || octet > 0xF4) {
            return REPLACEMENT;
        }
        lower = octet == 0xE0 ? 0xA0 : octet == 0xF0 ? 0x90 : 0x80;
        upper = octet == 0xED ? 0x9F : octet == 0xF4 ? 0x8F : 0xBF;
        needed = octet < 0xE0 ? 2 : octet < 0xF0 ? 3 : 4;
        code = octet & (octet < 0xE0 ? 0x1F : octet < 0xF0 ? 0x0F : 0x07);
        seen = 1;
        return MORE;
    }
}
