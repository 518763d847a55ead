package dev.maestro.server.namespace.event;

import dev.maestro.protocol.command.PtyExit;
import dev.maestro.protocol.command.PtyOutput;
import dev.maestro.protocol.command.PtyResize;
import dev.maestro.protocol.command.RegisterTerminal;
import dev.maestro.protocol.command.TerminalAck;
import dev.maestro.protocol.command.TerminalInput;
import dev.maestro.protocol.command.TerminalResize;
import dev.maestro.protocol.command.WatchTerminal;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Limit;
import org.jspecify.annotations.Nullable;

/** Reads what clients say of terminals. Spec: docs/protocol/terminal.md. */
final class TerminalPayloads {
    /** A history of 512 KiB and what stands beside it. */
    static final int HISTORY_BYTES = 520 * 1024;

    /** As much as fits into one message of the usual size. */
    static final int OUTPUT_BYTES = 1024 * 1024;

    /** 64 KiB, and what stands beside it. */
    static final int INPUT_BYTES = 65 * 1024;

    private static final int MOST_COLS = 1000;
    private static final int MOST_ROWS = 500;
    private static final int USUAL_COLS = 80;
    private static final int USUAL_ROWS = 24;

    private static final String PTY_ID = "ptyId";
    private static final String SESSION_ID = "sessionId";
    private static final String POSITION = "position";

    private TerminalPayloads() {}

    static RegisterTerminal register(Fields fields, PayloadLimits limits) {
        return new RegisterTerminal(
                ptyId(fields),
                sessionId(fields),
                fields.number("cols", 1, MOST_COLS, USUAL_COLS),
                fields.number("rows", 1, MOST_ROWS, USUAL_ROWS),
                fields.flag("takeover", false),
                position(fields, POSITION),
                fields.clearableText("history", Limit.PAGE, null));
    }

    static PtyOutput output(Fields fields, PayloadLimits limits) {
        return new PtyOutput(ptyId(fields), fields.requiredRaw("data"), position(fields, POSITION));
    }

    static PtyResize ptyResize(Fields fields, PayloadLimits limits) {
        return new PtyResize(ptyId(fields), cols(fields), rows(fields));
    }

    static PtyExit exit(Fields fields, PayloadLimits limits) {
        Long code = fields.clearableNumber("exitCode", Integer.MIN_VALUE, Integer.MAX_VALUE, null);
        return new PtyExit(ptyId(fields), code == null ? null : code.intValue());
    }

    static WatchTerminal watch(Fields fields, PayloadLimits limits) {
        return new WatchTerminal(sessionId(fields), position(fields, "since"), fields.flag("lossless", false));
    }

    static TerminalInput input(Fields fields, PayloadLimits limits) {
        return new TerminalInput(sessionId(fields), fields.requiredRaw("input"));
    }

    static TerminalResize resize(Fields fields, PayloadLimits limits) {
        return new TerminalResize(sessionId(fields), cols(fields), rows(fields));
    }

    static TerminalAck ack(Fields fields, PayloadLimits limits) {
        return new TerminalAck(sessionId(fields), fields.requiredLong(POSITION, 0, Long.MAX_VALUE));
    }

    private static String ptyId(Fields fields) {
        return fields.requiredText(PTY_ID, Limit.WORD);
    }

    private static String sessionId(Fields fields) {
        return fields.requiredText(SESSION_ID, Limit.WORD);
    }

    private static @Nullable Long position(Fields fields, String name) {
        return fields.clearableNumber(name, 0, Long.MAX_VALUE, null);
    }

    private static int cols(Fields fields) {
        return fields.requiredNumber("cols", 1, MOST_COLS);
    }

    private static int rows(Fields fields) {
        return fields.requiredNumber("rows", 1, MOST_ROWS);
    }
}
