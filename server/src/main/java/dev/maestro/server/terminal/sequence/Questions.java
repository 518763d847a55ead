package dev.maestro.server.terminal.sequence;

/** Which sequences of a program must not reach a terminal twice. */
final class Questions {
    private static final int FIRST_WINDOW_REPORT = 11;
    private static final int LAST_WINDOW_REPORT = 21;

    private Questions() {}

    static boolean toTakeOut(SequenceKind kind, SequenceBody body, int last) {
        // What is too long to be known may be anything.
        return switch (kind) {
            case ESCAPE -> body.cut() || (last == 'Z' && body.intermediate() == 0);
            case CSI -> body.cut() || control(body, last);
            case OSC -> !draws(body);
            case DCS -> body.parametersCut() || body.continuesWith("$q") || body.continuesWith("+q");
            case APC -> body.fieldCut() || (body.startsWith("G") && body.firstFieldHolds("a=q"));
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

    /** Returns whether an OSC is one of those that only change what is shown: there are too many that do other things. */
    private static boolean draws(SequenceBody body) {
        return switch (body.firstNumber()) {
            // Titles, the directory, links, marks of a shell.
            case 0, 1, 2, 7, 8, 133 -> true;
            // Colours, unless one is asked for.
            case 4, 5, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 -> !body.cut() && !body.asks();
            case 104, 105, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119 -> true;
            case 1337 -> body.startsWith("1337;File=");
            default -> false;
        };
    }
}
