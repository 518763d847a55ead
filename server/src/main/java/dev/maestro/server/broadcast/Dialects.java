package dev.maestro.server.broadcast;

import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.rawsocket.RawMessage;
import dev.maestro.server.socketio.Broadcast;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All dialects of the hub: what an event becomes for everybody, now and when it is replayed.
 *
 * <p>An event that one dialect cannot render is logged and left out of that dialect alone, and it is said so: an exception
 * would stop the news for everybody.
 *
 * <p>Threads: immutable.
 *
 * @param dialects each at most once
 */
public record Dialects(List<Dialect> dialects) {
    private static final Logger log = LoggerFactory.getLogger(Dialects.class);

    public Dialects {
        dialects = List.copyOf(dialects);
    }

    /**
     * What an event becomes.
     *
     * @param failed the dialects that could not render it: their clients miss it
     */
    public record Rendering(Deliveries deliveries, List<Dialect> failed) {
        public Rendering {
            failed = List.copyOf(failed);
        }
    }

    /** Returns what an event becomes. */
    public Rendering render(CommittedEvent event) {
        return render(event, dialects);
    }

    /** Returns what an event becomes for those whom broadcasts to any of these namespaces and templates reach. */
    public Rendering renderFor(Set<String> addresses, CommittedEvent event) {
        return render(
                event,
                dialects.stream()
                        .filter(dialect -> !Collections.disjoint(dialect.addresses(), addresses))
                        .toList());
    }

    private static Rendering render(CommittedEvent event, List<Dialect> dialects) {
        List<Broadcast> broadcasts = new ArrayList<>();
        List<RawMessage> rawMessages = new ArrayList<>();
        List<Dialect> failed = new ArrayList<>();
        for (Dialect dialect : dialects) {
            try {
                Deliveries deliveries = dialect.render(event);
                broadcasts.addAll(deliveries.broadcasts());
                rawMessages.addAll(deliveries.rawMessages());
            } catch (RuntimeException e) {
                failed.add(dialect);
                log.atError()
                        .addKeyValue("event", event.name().wire())
                        .addKeyValue("offset", event.offset().text())
                        .setCause(e)
                        .log("an event could not be rendered");
            }
        }
        return new Rendering(new Deliveries(broadcasts, rawMessages), failed);
    }
}
