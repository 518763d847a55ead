package dev.maestro.server.broadcast;

import dev.maestro.server.backend.CommittedEvent;

/** How one family of clients hears of events. A pure function: the same event gives the same deliveries. */
@FunctionalInterface
public interface Dialect {
    /** Returns what goes where for an event; nothing when this dialect's clients do not care. */
    Deliveries render(CommittedEvent event);
}
