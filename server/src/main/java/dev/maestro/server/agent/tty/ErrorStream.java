package dev.maestro.server.agent.tty;

import org.jline.terminal.impl.jni.JniTerminalProvider;
import org.jline.terminal.spi.SystemStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a command says what it is doing, beside what it was asked for. */
public final class ErrorStream {
    private static final Logger log = LoggerFactory.getLogger(ErrorStream.class);

    private ErrorStream() {}

    /** Returns whether a person looks on, at a terminal; a file or pipe gets no line that is written over. */
    public static boolean isTerminal() {
        try {
            return new JniTerminalProvider().isSystemStream(SystemStream.Error);
        } catch (LinkageError e) {
            log.atDebug().setCause(e).log("it is not known whether standard error is a terminal");
            return false;
        }
    }
}
