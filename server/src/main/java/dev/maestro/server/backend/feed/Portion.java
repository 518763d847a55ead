package dev.maestro.server.backend.feed;

import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;
import java.util.List;

/**
 * What follows on a place of the log, or the news that it is not there any more.
 *
 * @param events in order; none at the end of the log, where all that follows was passed over, or when there is a gap
 * @param through how far this reaches: the last event or, behind it, what was passed over; with a gap, the offset after
 *     which events follow again
 * @param gap whether events after the place are gone, or the log never gave that place
 */
public record Portion(List<CommittedEvent> events, Offset through, boolean gap) {
    public Portion {
        events = List.copyOf(events);
    }

    /** Returns what follows, as far as {@code through}. */
    public static Portion of(List<CommittedEvent> events, Offset through) {
        return new Portion(events, through, false);
    }

    /** Returns that events are gone, up to and with an offset. */
    public static Portion gapUpTo(Offset through) {
        return new Portion(List.of(), through, true);
    }

    EventFeed.Stretch stretch() {
        return new EventFeed.Stretch(events, gap);
    }
}
