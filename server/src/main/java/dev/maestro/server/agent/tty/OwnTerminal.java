package dev.maestro.server.agent.tty;

import dev.maestro.server.agent.output.TerminalSize;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.Optional;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.ControlFlag;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Attributes.OutputFlag;
import org.jline.terminal.Size;
import org.jline.terminal.impl.jni.JniTerminalProvider;
import org.jline.terminal.spi.Pty;
import org.jline.terminal.spi.SystemStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The terminal a person sits at: standard input and output, where both are one.
 *
 * <p>Bytes pass as they are; JLine is there for the modes and the size only.
 *
 * <p>Threads: thread-safe; closing twice does nothing.
 */
public final class OwnTerminal implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OwnTerminal.class);

    // Of JLine only this, which asks the system: its terminals ask the terminal itself things, whose answers would be
    // typed.
    private final Pty terminal;
    private final Attributes before;

    private OwnTerminal(Pty terminal, Attributes before) {
        this.terminal = terminal;
        this.before = before;
    }

    /** Opens it; empty where standard input or output is no terminal, or the system is none that is known. */
    public static Optional<OwnTerminal> open() {
        try {
            JniTerminalProvider provider = new JniTerminalProvider();
            if (!provider.isPosixSystemStream(SystemStream.Input)
                    || !provider.isPosixSystemStream(SystemStream.Output)) {
                return Optional.empty();
            }
            Pty terminal = provider.current(SystemStream.Output);
            return Optional.of(new OwnTerminal(terminal, terminal.getAttr()));
        } catch (IOException | LinkageError e) {
            log.atWarn().setCause(e).log("this terminal cannot be used as one");
            return Optional.empty();
        }
    }

    /** Returns its size; the usual one where it does not know. */
    public TerminalSize size() {
        try {
            Size size = terminal.getSize();
            return size.getColumns() < 1 || size.getRows() < 1
                    ? TerminalSize.USUAL
                    : TerminalSize.within(size.getColumns(), size.getRows());
        } catch (IOException e) {
            log.atWarn().setCause(e).log("this terminal does not say how large it is");
            return TerminalSize.USUAL;
        }
    }

    /** Hands every key on as it is pressed, and shows every byte as it is. */
    public void raw() {
        Attributes raw = new Attributes(before);
        raw.setInputFlags(
                EnumSet.of(
                        InputFlag.IGNBRK,
                        InputFlag.BRKINT,
                        InputFlag.PARMRK,
                        InputFlag.ISTRIP,
                        InputFlag.INLCR,
                        InputFlag.IGNCR,
                        InputFlag.ICRNL,
                        InputFlag.IXON),
                false);
        raw.setOutputFlag(OutputFlag.OPOST, false);
        raw.setLocalFlags(
                EnumSet.of(LocalFlag.ECHO, LocalFlag.ECHONL, LocalFlag.ICANON, LocalFlag.ISIG, LocalFlag.IEXTEN),
                false);
        raw.setControlFlag(ControlFlag.PARENB, false);
        raw.setControlFlag(ControlFlag.CS8, true);
        raw.setControlChar(ControlChar.VMIN, 1);
        raw.setControlChar(ControlChar.VTIME, 0);
        become(raw);
    }

    /** Returns the keys. */
    public InputStream keys() {
        return new FileInputStream(FileDescriptor.in);
    }

    /** Returns the screen; not buffered. */
    public static OutputStream screen() {
        return new FileOutputStream(FileDescriptor.out);
    }

    /** Puts it back into the modes it was found in. */
    @Override
    public synchronized void close() {
        become(before);
    }

    private void become(Attributes attributes) {
        try {
            terminal.setAttr(attributes);
        } catch (IOException e) {
            log.atWarn().setCause(e).log("this terminal does not change its modes");
        }
    }
}
