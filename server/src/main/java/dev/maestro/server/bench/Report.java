package dev.maestro.server.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a run found: figures in sections, as JSON and as a table, so that both say the same.
 *
 * <p>Threads: confined to one.
 */
public final class Report {
    private static final double PERCENT_LOW = 50;
    private static final double PERCENT_MIDDLE = 95;
    private static final double PERCENT_HIGH = 99;
    private static final double PERCENT_HIGHEST = 99.9;

    private final ObjectNode json = Json.mapper().createObjectNode();
    private final List<List<String>> rows = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private final String headline;
    private ObjectNode section = json;
    private String title = "";

    /**
     * Begins an empty one.
     *
     * @param headline what was done, for a person
     */
    Report(String bench, String target, String headline) {
        this.headline = headline;
        json.put("bench", bench).put("target", target);
    }

    /** Begins a section. */
    Report section(String key, String sectionTitle) {
        section = json.putObject(key);
        title = sectionTitle;
        return this;
    }

    Report count(String key, String label, long value) {
        section.put(key, value);
        return row(label, String.format(Locale.ROOT, "%,d", value).replace(',', ' '));
    }

    Report number(String key, String label, double value, String unit) {
        double rounded = Math.round(value * 1_000) / 1_000.0;
        section.put(key, rounded);
        return row(
                label,
                String.format(Locale.ROOT, rounded < 10 ? "%.2f" : "%,.1f", rounded)
                                .replace(',', ' ') + " " + unit);
    }

    Report millis(String key, String label, long micros) {
        section.put(key, micros / 1_000.0);
        return row(
                label, String.format(Locale.ROOT, "%,.2f ms", micros / 1_000.0).replace(',', ' '));
    }

    /** Adds how often something happened for which reason; in the table only what happened. */
    Report tally(String key, String label, Tally tally) {
        ObjectNode reasons = section.putObject(key);
        tally.counts().forEach(reasons::put);
        return tally.total() == 0 ? this : row(label, tally.toString());
    }

    /** Adds a section of how long something took. */
    Report latencies(String key, String sectionTitle, Latencies latencies) {
        return section(key, sectionTitle)
                .count("count", "measured", latencies.count())
                .millis("p50Ms", "p50", latencies.percentileMicros(PERCENT_LOW))
                .millis("p95Ms", "p95", latencies.percentileMicros(PERCENT_MIDDLE))
                .millis("p99Ms", "p99", latencies.percentileMicros(PERCENT_HIGH))
                .millis("p999Ms", "p99.9", latencies.percentileMicros(PERCENT_HIGHEST))
                .millis("maxMs", "max", latencies.maxMicros());
    }

    /** Adds what a reader has to know before believing the figures. */
    Report warn(String sentence) {
        warnings.add(sentence);
        return this;
    }

    /** Adds sentences on what was not as it had to be. */
    Report broken(List<String> sentences) {
        broken.addAll(sentences);
        return this;
    }

    /** Returns a number as somebody would write it, {@code 20} or {@code 0.5}. */
    static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private Report row(String label, String value) {
        rows.add(List.of(title, label, value));
        title = "";
        return this;
    }

    /** Returns whether everything was as it had to be. */
    public boolean kept() {
        return broken.isEmpty();
    }

    /** Returns it as one JSON object. */
    public ObjectNode json() {
        ObjectNode whole = json.deepCopy();
        ArrayNode told = whole.putArray("warnings");
        warnings.forEach(told::add);
        ObjectNode verdict = whole.putObject("verdict").put("kept", kept());
        ArrayNode faults = verdict.putArray("broken");
        broken.forEach(faults::add);
        return whole;
    }

    /** Returns it as lines for a person. */
    public List<String> table() {
        List<String> lines = new ArrayList<>(List.of(headline, ""));
        int first = width(0);
        int second = width(1);
        int third = width(2);
        for (List<String> row : rows) {
            // Numbers stand under each other; what is longer than any number goes on to the right.
            lines.add(String.format("%-" + first + "s  %-" + second + "s  %" + third + "s", row.toArray())
                    .stripTrailing());
        }
        lines.add("");
        warnings.forEach(sentence -> lines.add("warning: " + sentence));
        broken.forEach(sentence -> lines.add("not kept: " + sentence));
        if (kept()) {
            lines.add("kept");
        }
        return lines;
    }

    private int width(int column) {
        int longest = column == 2 ? 22 : Integer.MAX_VALUE;
        return rows.stream()
                .mapToInt(row -> row.get(column).length())
                .filter(length -> length <= longest)
                .max()
                .orElse(1);
    }
}
