package dev.maestro.server.agent;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.agent.output.TerminalSize;
import java.util.function.Consumer;

/**
 * Which size the command's terminal has: that of whoever used it last, the person here or a viewer.
 *
 * <p>Threads: thread-safe.
 */
final class TerminalSizes {
    private final boolean personHere;
    private final Consumer<TerminalSize> apply;

    @GuardedBy("this")
    private TerminalSize here;

    @GuardedBy("this")
    private TerminalSize current;

    /**
     * Begins with the size of here.
     *
     * @param personHere whether somebody here may type, and so take the size back
     * @param apply gives the command's terminal a size, and tells whoever has to know
     */
    TerminalSizes(TerminalSize here, boolean personHere, Consumer<TerminalSize> apply) {
        this.here = here;
        this.current = here;
        this.personHere = personHere;
        this.apply = apply;
    }

    /** The own terminal has another size. */
    synchronized void resizedHere(TerminalSize size) {
        here = size;
        become(size);
    }

    /** A viewer asks for a size. */
    synchronized void asked(TerminalSize size) {
        become(size);
    }

    /** The person here types. */
    synchronized void typedHere() {
        if (personHere) {
            become(here);
        }
    }

    @GuardedBy("this")
    private void become(TerminalSize size) {
        if (!size.equals(current)) {
            current = size;
            apply.accept(size);
        }
    }
}
