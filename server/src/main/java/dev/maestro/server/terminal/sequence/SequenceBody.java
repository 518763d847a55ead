package dev.maestro.server.terminal.sequence;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What stands between a sequence's opening and its end: its first {@value #CAPACITY} bytes, without the controls (C0 and
 * DEL) in it, which terminals pass over there.
 *
 * <p>Threads: confined to its parser's.
 */
final class SequenceBody {
    static final int CAPACITY = 1_024;

    private static final int SMALL = 32;
    private static final byte DEL = 0x7f;
    private static final int MAX_PARAMETER = 1_000_000;

    private byte[] bytes = new byte[SMALL];
    private int length;
    private boolean cut;

    void clear() {
        length = 0;
        cut = false;
    }

    void add(byte[] source, int from, int to) {
        for (int at = from; at < to && !cut; at++) {
            add(source[at]);
        }
    }

    void add(byte b) {
        if ((b >= 0 && b < ' ') || b == DEL) {
            return;
        }
        if (length == CAPACITY) {
            cut = true;
            return;
        }
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, CAPACITY);
        }
        bytes[length++] = b;
    }

    /** Returns whether it is longer than what is known of it. */
    boolean cut() {
        return cut;
    }

    /** Returns whether it is cut within its first field. */
    boolean fieldCut() {
        return cut && fieldEnd(0) == length;
    }

    /** Returns whether it is cut within its parameters. */
    boolean parametersCut() {
        return cut && parametersEnd() == length;
    }

    /** Returns the mark of private parameters, one of {@code < = > ?}, or 0. */
    int prefix() {
        return length > 0 && bytes[0] >= '<' && bytes[0] <= '?' ? bytes[0] : 0;
    }

    /** Returns the last intermediate, from space to {@code /}, or 0. */
    int intermediate() {
        return length > 0 && bytes[length - 1] >= ' ' && bytes[length - 1] <= '/' ? bytes[length - 1] : 0;
    }

    /** Returns the number the body begins with, after its prefix; -1 where there is none. */
    int firstNumber() {
        return numberAt(prefix() == 0 ? 0 : 1);
    }

    /** Returns whether one of the parameters, which semicolons part, is that number. */
    boolean hasNumber(int wanted) {
        int at = prefix() == 0 ? 0 : 1;
        while (at < length) {
            if (numberAt(at) == wanted) {
                return true;
            }
            at = fieldEnd(at) + 1;
        }
        return false;
    }

    /** Returns whether one of the fields, which semicolons part, is a question mark alone. */
    boolean asks() {
        int at = 0;
        while (at < length) {
            int end = fieldEnd(at);
            if (end == at + 1 && bytes[at] == '?') {
                return true;
            }
            at = end + 1;
        }
        return false;
    }

    boolean startsWith(String ascii) {
        return holdsAt(0, ascii);
    }

    /** Returns whether it goes on like this after parameters. */
    boolean continuesWith(String ascii) {
        return holdsAt(parametersEnd(), ascii);
    }

    private int parametersEnd() {
        int at = 0;
        while (at < length && bytes[at] >= '0' && bytes[at] <= '?') {
            at++;
        }
        return at;
    }

    /** Returns whether this stands in its first field. */
    boolean firstFieldHolds(String ascii) {
        int end = fieldEnd(0);
        for (int at = 0; at + ascii.length() <= end; at++) {
            if (holdsAt(at, ascii)) {
                return true;
            }
        }
        return false;
    }

    /** Returns what follows the first field, as text. */
    String afterFirstField() {
        int from = Math.min(fieldEnd(0) + 1, length);
        return new String(bytes, from, length - from, StandardCharsets.UTF_8);
    }

    private boolean holdsAt(int at, String ascii) {
        if (at + ascii.length() > length) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[at + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int fieldEnd(int from) {
        int at = from;
        while (at < length && bytes[at] != ';') {
            at++;
        }
        return at;
    }

    private int numberAt(int from) {
        int number = -1;
        for (int at = from; at < length && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
            number = Math.min(MAX_PARAMETER, Math.max(number, 0) * 10 + bytes[at] - '0');
        }
        return number;
    }
}
