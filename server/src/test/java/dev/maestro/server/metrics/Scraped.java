package dev.maestro.server.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What was scraped at a moment, read back from the text of Prometheus. */
public record Scraped(String text, Map<String, String> types, List<Sample> samples) {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]\\w*)=\"((?:[^\"\\\\]|\\\\.)*)\"(?:,|$)");

    /** One line. */
    public record Sample(String name, Map<String, String> labels, double value) {}

    public static Scraped of(String text) {
        Map<String, String> types = new HashMap<>();
        List<Sample> samples = new ArrayList<>();
        for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ");
                types.put(words[2], words[3]);
            } else if (!line.startsWith("#")) {
                samples.add(sample(line));
            }
        }
        return new Scraped(text, types, samples);
    }

    private static Sample sample(String line) {
        Matcher matcher = SAMPLE.matcher(line);
        if (!matcher.matches()) {
            throw new AssertionError("not the text of Prometheus: " + line);
        }
        Map<String, String> labels = new HashMap<>();
        String inBraces = matcher.group(2) == null ? "" : matcher.group(2);
        Matcher label = LABEL.matcher(inBraces);
        int read = 0;
        while (label.find() && label.start() == read) {
            labels.put(label.group(1), label.group(2));
            read = label.end();
        }
        if (read != inBraces.length()) {
            throw new AssertionError("labels that cannot be read: " + line);
        }
        String value = matcher.group(3);
        return new Sample(
                matcher.group(1),
                labels,
                switch (value) {
                    case "+Inf" -> Double.POSITIVE_INFINITY;
                    case "-Inf" -> Double.NEGATIVE_INFINITY;
                    default -> Double.parseDouble(value);
                });
    }

    /** Returns what has this name. */
    public List<Sample> of(String name, Map<String, String> labels) {
        return samples.stream()
                .filter(sample ->
                        sample.name().equals(name) && sample.labels().entrySet().containsAll(labels.entrySet()))
                .toList();
    }

    /** Returns what all samples of this name with these labels come to; 0 when there are none. */
    public double sum(String name, Map<String, String> labels) {
        return of(name, labels).stream().mapToDouble(Sample::value).sum();
    }
}
