package dev.maestro.server.terminal.sequence;

/** Which control sequences are a terminal's own answers and no key sends them. */
final class Answers {
    private Answers() {}

    /**
     * Returns whether CSI, this body and this final byte are an answer, whatever was asked.
     *
     * @param body prefix, parameters and intermediates
     */
    static boolean isAnswer(String body, char last) {
        return switch (last) {
            // Device attributes. Without a prefix it is a key of rxvt.
            case 'c' -> isPrivate(body);
            // Device status; colour scheme.
            case 'n' -> !body.isEmpty();
            // Modes.
            case 'y' -> body.endsWith("$");
            // Terminal parameters.
            case 'x' -> !body.isEmpty();
            // Window.
            case 't' -> !body.isEmpty();
            // Keyboard flags.
            case 'u' -> body.startsWith("?");
            // Graphics.
            case 'S' -> body.startsWith("?");
            // Modified keys' settings.
            case 'm' -> body.startsWith(">");
            // Cursor, with the page.
            case 'R' -> body.startsWith("?");
            default -> false;
        };
    }

    private static boolean isPrivate(String body) {
        return !body.isEmpty() && body.charAt(0) >= '<' && body.charAt(0) <= '?';
    }

    /** Returns whether it is a row and a column. */
    static boolean isPlace(String body) {
        int semicolon = body.indexOf(';');
        return semicolon > 0 && isNumber(body, 0, semicolon) && isNumber(body, semicolon + 1, body.length());
    }

    /** Returns whether it may as well be F3 with a modifier: {@code 1;2} to {@code 1;modifiers}. */
    static boolean isModifiedKey(String body, int modifiers) {
        if (!body.startsWith("1;") || body.length() > 4 || !isNumber(body, 2, body.length())) {
            return false;
        }
        int modifier = Integer.parseInt(body, 2, body.length(), 10);
        return modifier >= 2 && modifier <= modifiers;
    }

    private static boolean isNumber(String body, int from, int to) {
        for (int i = from; i < to; i++) {
            if (body.charAt(i) < '0' || body.charAt(i) > '9') {
                return false;
            }
        }
        return from < to;
    }
}
