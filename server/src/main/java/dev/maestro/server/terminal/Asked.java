package dev.maestro.server.terminal;

import dev.maestro.protocol.command.RegisterTerminal;
import dev.maestro.protocol.error.HubException;
import org.jspecify.annotations.Nullable;

/** What may be asked of terminals, whoever asks. Spec: docs/protocol/terminal.md, "Limits". */
final class Asked {
    static final int MOST_A_SOCKET = 100;
    static final int LONGEST_INPUT = 64 * 1_024;
    static final int LARGEST_HISTORY = 512 * 1_024;

    /** The largest whole number that every client can count to. */
    static final long LAST_POSITION = (1L << 53) - 1;

    private Asked() {}

    static void check(RegisterTerminal asked) {
        // Refused here, before anything else is said of the terminal.
        Size size = Size.asked(asked.cols(), asked.rows());
        assert size.cols() == asked.cols();
        checkPosition(asked.position());
        String history = asked.history();
        if (history == null) {
            return;
        }
        if (asked.position() == null) {
            throw HubException.invalid("/history", "a history ends at a position, which is missing");
        }
        int length = OutputText.lengthBytes(history);
        if (length > LARGEST_HISTORY) {
            throw HubException.tooLarge(
                    "/history", "history is " + length + " bytes of UTF-8, at most " + LARGEST_HISTORY);
        }
    }

    static void checkPosition(@Nullable Long position) {
        if (position != null && (position < 0 || position > LAST_POSITION)) {
            throw HubException.invalid("", "position is " + position + ", from 0 to " + LAST_POSITION);
        }
    }

    /** Refuses output that would end after the last position. */
    static void checkEnd(long begin, String data) {
        // A character is at most three bytes of UTF-8, and a pair of them four.
        if (begin + 3L * data.length() > LAST_POSITION) {
            throw HubException.invalid("", "output ends after position " + LAST_POSITION);
        }
    }

    static void checkInput(String path, String input) {
        int length = OutputText.lengthBytes(input);
        if (length > LONGEST_INPUT) {
            throw HubException.tooLarge(path, "input is " + length + " bytes of UTF-8, at most " + LONGEST_INPUT);
        }
    }
}
