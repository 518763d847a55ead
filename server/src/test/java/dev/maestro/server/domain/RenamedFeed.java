package dev.maestro.server.domain;

import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;

/**
 * A feed that goes by another epoch, as after its store was restored. The events keep theirs.
 *
 * @param known the epoch this node knows of
 * @param stored the epoch the store is in
 */
record RenamedFeed(EventFeed feed, String known, String stored) implements EventFeed {
    @Override
    public Offset head() {
        return new Offset(known, feed.head().sequence());
    }

    @Override
    public Subscription subscribe(Offset after, Listener listener) {
        return feed.subscribe(original(after), listener);
    }

    @Override
    public Stretch read(Offset after, int limit) {
        return feed.read(original(after), limit);
    }

    @Override
    public Stretch readTold(Offset after, int limit) {
        return feed.readTold(original(after), limit);
    }

    private Offset original(Offset offset) {
        return new Offset(offset.epoch().equals(stored) ? feed.head().epoch() : "another", offset.sequence());
    }
}
