package dev.maestro.server.broadcast;

import dev.maestro.server.backend.CommittedEvent;
import java.util.Set;

/** How one family of clients hears of events. A pure function: the same event gives the same deliveries. */
public interface Dialect {
    /** Returns what goes where for an event; nothing when this dialect's clients do not care. */
    Deliveries render(CommittedEvent event);

    /** Returns the namespaces and templates that its broadcasts go to; no others, ever. */
    Set<String> addresses();

    /** Returns whether it speaks on plain WebSockets, too. */
    boolean onRawSockets();
}
