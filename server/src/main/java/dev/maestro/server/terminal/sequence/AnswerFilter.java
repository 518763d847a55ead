package dev.maestro.server.terminal.sequence;

import java.util.regex.Pattern;

/**
 * Takes a viewer's terminal's own answers out of what the viewer types: the program asked one terminal, its owner's, and
 * would read the answers of the others as keys.
 *
 * <p>Keys, pastes and reports of the mouse pass, also those that are spread over several messages. A sequence that has not
 * ended is held back; {@link #release} passes it on, if it may have been keys. A lone ESC, which is a key, is never held.
 *
 * <p>{@code CSI 1 ; 2 R} is both shift and F3, and the cursor in column 2 of the first row: it is an answer while the
 * viewer was sent questions it has not answered.
 *
 * <p>Threads: confined to one at a time. Memory: what is held, at most {@value #MOST_HELD} characters; of a string that is longer nothing is
 * passed on.
 */
public final class AnswerFilter {
    static final int MOST_HELD = 65_536;

    private static final int LONGEST_SEQUENCE = 256;

    /** Who types keys that look like the opening of a string types fewer before they are let go. */
    private static final int LONGEST_KEYS = 16;

    private static final Pattern ANSWER = Pattern.compile(
            "(?:\u001b\\[|\u009b)[?>].*|(?:\u001b\\]|\u009d)\\d+;.*|(?:\u001b_|\u009f)G.*"
                    + "|(?:\u001bP|\u0090)(?:[01]?[$+]r|[>!]\\|).*",
            Pattern.DOTALL);

    private static final int MOST_QUESTIONS = 1_000;
    private static final int MOUSE_CHARACTERS = 3;
    private static final int MODIFIERS = 16;
    private static final char BEL = 0x07;
    private static final char CAN = 0x18;
    private static final char SUB = 0x1a;
    private static final char ESC = 0x1b;
    private static final String PASTE_ENDS = "\u001b[201~";

    private enum State {
        TEXT,
        ESCAPE,
        CSI,
        OSC,
        STRING,
        STRING_ESCAPE,
        MOUSE,
        PASTE
    }

    private final StringBuilder held = new StringBuilder();
    private StringBuilder passed = new StringBuilder();
    private State state = State.TEXT;
    private boolean ofOsc;

    /** Whether the open string is too long to be held, and goes nowhere. */
    private boolean dropping;

    private int bodyAt;
    private int left;
    private boolean byHand;
    private boolean focusAsked;
    private int unanswered;

    /** Counts questions for the cursor's position that the viewer's terminal was sent. */
    public void asked(int questions) {
        unanswered = Math.min(MOST_QUESTIONS, unanswered + questions);
    }

    /** Forgets questions that were not answered: an answer would be here by now. */
    public void forgetQuestions() {
        unanswered = 0;
    }

    /** Returns whether part of a sequence waits for the rest. */
    public boolean holds() {
        return dropping || held.length() > 0;
    }

    /** Passes on what is held, unless it looks like an answer, the rest of which is still on its way. */
    public Typed release() {
        begin(focusAsked);
        if (!isPartOfAnswer()) {
            passHeld();
        }
        return end();
    }

    /** Gives up what is held: no terminal takes so long in the middle of an answer. */
    public void abandon() {
        if (holds()) {
            drop();
        }
    }

    private boolean isPartOfAnswer() {
        return dropping || held.length() >= LONGEST_KEYS || ANSWER.matcher(held).matches();
    }

    /**
     * Takes a message.
     *
     * @param focusReports whether the program asked to be told of the focus
     */
    public Typed filter(String input, boolean focusReports) {
        if (state == State.TEXT && isPlain(input)) {
            return new Typed(input, !input.isEmpty());
        }
        begin(focusReports);
        for (int i = 0; i < input.length(); i++) {
            take(input.charAt(i));
        }
        if (state == State.ESCAPE && held.length() == 1) {
            passHeld();
        }
        return end();
    }

    private static boolean isPlain(String input) {
        for (int i = 0; i < input.length(); i++) {
            char c = input.charAt(i);
            if (c == ESC || (c >= 0x80 && c < 0xa0)) {
                return false;
            }
        }
        return true;
    }

    private void begin(boolean focusReports) {
        passed = new StringBuilder();
        byHand = false;
        focusAsked = focusReports;
    }

    private Typed end() {
        return new Typed(passed.toString(), byHand);
    }

    private void take(char c) {
        switch (state) {
            case TEXT -> text(c);
            case MOUSE -> mouse(c);
            case PASTE -> paste(c);
            case ESCAPE -> escape(c);
            case CSI -> csi(c);
            case OSC, STRING -> string(c);
            case STRING_ESCAPE -> stringEscape(c);
        }
    }

    private void text(char c) {
        State opened = openedBy(c);
        if (opened == State.TEXT) {
            pass(c);
        } else {
            held.append(c);
            bodyAt = 1;
            become(opened);
        }
    }

    private static State openedBy(char c) {
        return switch (c) {
            case ESC -> State.ESCAPE;
            case 0x9b -> State.CSI;
            case 0x9d -> State.OSC;
            case 0x90, 0x98, 0x9e, 0x9f -> State.STRING;
            default -> State.TEXT;
        };
    }

    private void become(State next) {
        state = next;
        ofOsc = next == State.OSC;
    }

    private void escape(char c) {
        State opened =
                switch (c) {
                    case '[' -> State.CSI;
                    case ']' -> State.OSC;
                    case 'P', 'X', '^', '_' -> State.STRING;
                    default -> State.TEXT;
                };
        if (opened == State.TEXT) {
            // A key with Alt, or SS3 and a key.
            passHeld();
            text(c);
        } else {
            held.append(c);
            bodyAt = 2;
            become(opened);
        }
    }

    private void csi(char c) {
        if (c < ' ' || c >= 0x7f || held.length() > LONGEST_SEQUENCE) {
            passHeld();
            text(c);
            return;
        }
        held.append(c);
        if (c >= '@') {
            csiEnds(c);
        }
    }

    private void csiEnds(char last) {
        String body = held.substring(bodyAt, held.length() - 1);
        if (isFocus(body, last)) {
            if (focusAsked) {
                passed.append(held);
            }
            drop();
        } else if (Answers.isAnswer(body, last) || (last == 'R' && isCursorReport(body))) {
            drop();
        } else {
            passHeld();
            if (last == 'M' && body.isEmpty()) {
                left = MOUSE_CHARACTERS;
                state = State.MOUSE;
            } else if (last == '~' && body.equals("200")) {
                left = 0;
                state = State.PASTE;
            }
        }
    }

    private static boolean isFocus(String body, char last) {
        return body.isEmpty() && (last == 'I' || last == 'O');
    }

    private boolean isCursorReport(String body) {
        if (Answers.isModifiedKey(body, MODIFIERS) && unanswered == 0) {
            return false;
        }
        if (!Answers.isPlace(body)) {
            return false;
        }
        unanswered = Math.max(0, unanswered - 1);
        return true;
    }

    private void string(char c) {
        if (c == CAN || c == SUB || (c == BEL && !ofOsc)) {
            passKeys();
            text(c);
            return;
        }
        if (held.length() == MOST_HELD) {
            // No keys are that long. What follows belongs to it up to its end.
            held.setLength(0);
            dropping = true;
        }
        held.append(c);
        if (c == ESC) {
            state = State.STRING_ESCAPE;
        } else if (c == BEL || c == 0x9c) {
            drop();
        }
    }

    private void stringEscape(char c) {
        if (c == '\\') {
            drop();
            return;
        }
        // Not a whole answer, which ends in ST: what looked like its opening may have been keys.
        held.setLength(held.length() - 1);
        passKeys();
        text(ESC);
        escape(c);
    }

    private void mouse(char c) {
        pass(c);
        left--;
        if (left == 0) {
            state = State.TEXT;
        }
    }

    private void paste(char c) {
        pass(c);
        if (c == PASTE_ENDS.charAt(left)) {
            left++;
        } else {
            left = c == ESC ? 1 : 0;
        }
        if (left == PASTE_ENDS.length()) {
            state = State.TEXT;
        }
    }

    private void pass(char c) {
        passed.append(c);
        byHand = true;
    }

    private void passKeys() {
        if (isPartOfAnswer()) {
            drop();
        } else {
            passHeld();
        }
    }

    private void passHeld() {
        if (held.length() > 0) {
            passed.append(held);
            byHand = true;
        }
        drop();
    }

    private void drop() {
        held.setLength(0);
        dropping = false;
        state = State.TEXT;
    }
}
