package dev.maestro.server.terminal.sequence;

/** Which sequences of a program must not reach a terminal twice. */
final class Questions {
    private static final int FIRST_WINDOW_REPORT = 11;
    private static final int LAST_WINDOW_REPORT = 21;
    private static final int CLIPBOARD = 52;

    private Questions() {}

    static boolean toTakeOut(SequenceKind kind, SequenceBody body, int last) {
        return switch (kind) {
            case ESCAPE -> last == 'Z' && body.intermediate() == 0;
            case CSI -> control(body, last);
            case OSC -> command(body);
            case DCS -> body.continuesWith("$q") || body.continuesWith("+q");
            case APC -> body.startsWith("G") && body.firstFieldHolds("a=q");
            case IGNORED -> false;
        };
    }

    private static boolean control(SequenceBody body, int last) {
        int prefix = body.prefix();
        return switch (body.intermediate()) {
            case 0 -> plain(body, prefix, last);
            // DECRQM; DECRQTSR; DECRQPSR
            case '$' -> last == 'p' || last == 'u' || last == 'w';
            // DECRQCRA
            case '*' -> last == 'y';
            // DECRQUPSS
            case '&' -> last == 'u';
            // DECRQDE
            case '"' -> last == 'v';
            // DECRQLP
            case '\'' -> last == '|';
            // XTREPORTSGR, XTREPORTCOLORS
            case '#' -> last == '|' || last == 'R';
            default -> false;
        };
    }

    private static boolean plain(SequenceBody body, int prefix, int last) {
        return switch (last) {
            // With a question mark it is the shape of a Linux console's cursor.
            case 'c' -> prefix != '?';
            // With a greater sign it turns off modified keys.
            case 'n' -> prefix == 0 || prefix == '?';
            case 'q' -> prefix == '>';
            case 'x' -> prefix == 0;
            case 'u', 'm', 'S' -> prefix == '?';
            case 't' -> prefix == 0 && reportsWindow(body.firstNumber());
            default -> false;
        };
    }

    private static boolean reportsWindow(int operation) {
        return operation >= FIRST_WINDOW_REPORT && operation <= LAST_WINDOW_REPORT;
    }

    private static boolean command(SequenceBody body) {
        int number = body.firstNumber();
        return switch (number) {
            case 9, 99, 777, CLIPBOARD -> true;
            case 4, 5, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 50 -> body.asks();
            case 1337 ->
                body.startsWith("1337;Report")
                        || body.startsWith("1337;RequestAttention")
                        || body.startsWith("1337;StealFocus")
                        || body.startsWith("1337;Copy");
            default -> false;
        };
    }
}
