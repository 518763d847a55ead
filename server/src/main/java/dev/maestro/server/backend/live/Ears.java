package dev.maestro.server.backend.live;

import dev.maestro.server.backend.LiveChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Who listens to which topic at this node.
 *
 * <p>Threads: thread-safe; reading takes no lock.
 */
public final class Ears {
    // A list is never changed, and never empty.
    private final Map<String, List<Ear>> byTopic = new ConcurrentHashMap<>();

    /**
     * Adds a listener.
     *
     * @param onUnheard called when nobody listens to the topic any more, by whoever closed the last ear
     */
    public Ear add(String topic, LiveChannel.Listener listener, Consumer<String> onUnheard) {
        Ear ear = new Ear(topic, listener, closed -> remove(closed, onUnheard));
        byTopic.merge(topic, List.of(ear), Ears::joined);
        return ear;
    }

    /** Returns who listens to a topic now. */
    public List<Ear> of(String topic) {
        return byTopic.getOrDefault(topic, List.of());
    }

    /** Returns all topics that somebody listens to. */
    public Set<String> topics() {
        return Set.copyOf(byTopic.keySet());
    }

    private void remove(Ear ear, Consumer<String> onUnheard) {
        boolean[] last = {false};
        byTopic.computeIfPresent(ear.topic(), (topic, ears) -> {
            if (!ears.contains(ear)) {
                return ears;
            }
            List<Ear> left = ears.stream().filter(other -> other != ear).toList();
            last[0] = left.isEmpty();
            return left.isEmpty() ? null : left;
        });
        if (last[0]) {
            onUnheard.accept(ear.topic());
        }
    }

    private static List<Ear> joined(List<Ear> ears, List<Ear> more) {
        List<Ear> all = new ArrayList<>(ears);
        all.addAll(more);
        return List.copyOf(all);
    }
}
