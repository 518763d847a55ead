package dev.maestro.server.agent.tty;

import java.io.IOException;
import java.util.OptionalInt;
import org.jline.terminal.impl.jni.JniTerminalProvider;
import org.jline.terminal.spi.Pty;
import org.jline.terminal.spi.SystemStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the standard streams of this process lead to. Where the system does not say, no stream is a terminal. */
public final class StandardStreams {
    private static final Logger log = LoggerFactory.getLogger(StandardStreams.class);
    private static final int USUAL_COLUMNS = 80;

    private StandardStreams() {}

    /** Returns how many columns the terminal has that standard output is; empty if it is none. */
    public static OptionalInt outputColumns() {
        try {
            JniTerminalProvider provider = new JniTerminalProvider();
            if (!provider.isPosixSystemStream(SystemStream.Output)) {
                return OptionalInt.empty();
            }
            try (Pty terminal = provider.current(SystemStream.Output)) {
                int columns = terminal.getSize().getColumns();
                return OptionalInt.of(columns < 1 ? USUAL_COLUMNS : columns);
            }
        } catch (IOException | LinkageError e) {
            log.atDebug().setCause(e).log("what standard output is cannot be told");
            return OptionalInt.empty();
        }
    }

    /** Returns whether standard error is a terminal. */
    public static boolean errorsOnTerminal() {
        try {
            return new JniTerminalProvider().isPosixSystemStream(SystemStream.Error);
        } catch (LinkageError e) {
            log.atDebug().setCause(e).log("what standard error is cannot be told");
            return false;
        }
    }
}
