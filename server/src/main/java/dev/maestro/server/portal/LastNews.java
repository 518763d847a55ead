package dev.maestro.server.portal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * When something was last committed in each project, as far as this node heard of it.
 *
 * <p>Threads: thread-safe, nothing blocks. Memory: of the {@value #MOST} projects with the newest events.
 */
public final class LastNews implements EventFeed.Listener {
    private static final int MOST = 10_000;

    @GuardedBy("this")
    private final Map<String, Long> times = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST;
        }
    };

    /** Returns when the newest event of a project was committed, epoch milliseconds; empty if none is known. */
    public synchronized OptionalLong of(String projectId) {
        Long time = times.get(projectId);
        return time == null ? OptionalLong.empty() : OptionalLong.of(time);
    }

    /** Something happened in a project no later than the newest event, epoch milliseconds. */
    synchronized void atLeast(String projectId, long time) {
        times.merge(projectId, time, Math::max);
    }

    @Override
    public synchronized void onEvents(List<CommittedEvent> events) {
        events.forEach(event -> times.put(event.projectId(), event.timestamp()));
    }

    // What is known is still no later than the truth.
    @Override
    public void onGap(Offset resumesAfter) {}
}
