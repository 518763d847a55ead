package dev.maestro.server.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often something happened for which reason. Threads: thread-safe. Memory: at most 50 reasons, then they are one. */
final class Tally {
    private static final int MOST_REASONS = 50;
    private static final String OTHERS = "other reasons";

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    void add(String reason) {
        String key = counts.size() < MOST_REASONS || counts.containsKey(reason) ? reason : OTHERS;
        counts.computeIfAbsent(key, unused -> new LongAdder()).increment();
    }

    long total() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Returns the reasons in alphabetical order. */
    Map<String, Long> counts() {
        Map<String, Long> sorted = new TreeMap<>();
        counts.forEach((reason, count) -> sorted.put(reason, count.sum()));
        return sorted;
    }

    /** Returns the reasons for a person, such as {@code 3 × connection refused}; empty for none. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        counts().forEach((reason, count) -> text.append(text.isEmpty() ? "" : ", ")
                .append(count)
                .append(" × ")
                .append(reason));
        return text.toString();
    }
}
