package dev.maestro.server.agent;

import dev.maestro.server.agent.output.TerminalSize;
import dev.maestro.server.agent.tty.CommandPty;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What viewers ask of the command's terminal: handed on, and until the command runs kept for it, since the hub shows its terminal
 * from before that.
 *
 * <p>Threads: of the link's loop.
 */
final class Asked {
    /** What a hub may ask of the command's terminal; {@code type} says whether it took the bytes. */
    record Terminal(Predicate<byte[]> type, Consumer<TerminalSize> resize) {}

    private final ByteArrayOutputStream typedBefore = new ByteArrayOutputStream();
    private @Nullable TerminalSize sizeBefore;
    private @Nullable Terminal terminal;
    private long dropped;

    /** The command runs. */
    void begin(Terminal ofCommand) {
        terminal = ofCommand;
        if (sizeBefore != null) {
            ofCommand.resize().accept(sizeBefore);
        }
        if (typedBefore.size() > 0) {
            typed(typedBefore.toByteArray(), ofCommand);
        }
        typedBefore.reset();
    }

    boolean begun() {
        return terminal != null;
    }

    void type(String data) {
        byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
        if (terminal != null) {
            typed(bytes, terminal);
        } else if (typedBefore.size() + bytes.length <= CommandPty.MOST_TYPED_BYTES) {
            typedBefore.writeBytes(bytes);
        } else {
            dropped += bytes.length;
        }
    }

    private void typed(byte[] bytes, Terminal to) {
        if (!to.type().test(bytes)) {
            dropped += bytes.length;
        }
    }

    /** Asks for a size; one that no terminal may have is ignored. */
    void resize(TerminalSize size) {
        if (!size.allowed()) {
            return;
        }
        if (terminal == null) {
            sizeBefore = size;
        } else {
            terminal.resize().accept(size);
        }
    }

    /** Returns how many bytes were dropped, as the command did not read. */
    long dropped() {
        return dropped;
    }
}
