package dev.maestro.server.backend;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a feed hands it. Threads: thread-safe. */
public final class RecordingListener implements EventFeed.Listener {
    @GuardedBy("this")
    private final List<CommittedEvent> events = new ArrayList<>();

    @GuardedBy("this")
    private final List<Offset> gaps = new ArrayList<>();

    @Override
    public synchronized void onEvents(List<CommittedEvent> batch) {
        events.addAll(batch);
    }

    @Override
    public synchronized void onGap(Offset resumesAfter) {
        gaps.add(resumesAfter);
    }

    public synchronized List<CommittedEvent> events() {
        return List.copyOf(events);
    }

    public synchronized List<Offset> gaps() {
        return List.copyOf(gaps);
    }

    public synchronized int count() {
        return events.size();
    }

    public List<Long> sequences() {
        return events().stream().map(event -> event.offset().sequence()).toList();
    }

    /** Waits for so many events, and returns those there are then. */
    public List<CommittedEvent> await(int count) {
        Sample.await(count + " events", () -> count() >= count);
        return events();
    }
}
