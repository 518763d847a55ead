package dev.maestro.server.socketio;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The shape of namespaces that exist while somebody is in them, such as {@code /project/{name}}.
 *
 * <p>A parameter is one whole segment of the path. Its value may be spelled in two ways: as it is, if it has none of
 * {@code /%,?#} in it, and as JavaScript's {@code encodeURIComponent} writes it. Other spellings, empty values and
 * control characters do not match. Each spelling is a namespace of its own, with the same parameters.
 *
 * <p>Threads: immutable.
 *
 * <p>Spec: docs/protocol/engine.md, "Namespaces".
 */
public final class NamespaceTemplate {
    private final String text;
    private final List<Segment> segments;

    private NamespaceTemplate(String text, List<Segment> segments) {
        this.text = text;
        this.segments = List.copyOf(segments);
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException if it does not start with a slash, has an empty segment, no parameter, or a
     *     parameter twice
     */
    public static NamespaceTemplate of(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("template is \"" + text + "\", must start with a slash");
        }
        List<Segment> segments = new ArrayList<>();
        Set<String> parameters = new HashSet<>();
        for (String part : split(text)) {
            Segment segment = Segment.of(text, part);
            if (segment.parameter() && !parameters.add(segment.text())) {
                throw new IllegalArgumentException("template " + text + " has " + part + " twice");
            }
            segments.add(segment);
        }
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException("template " + text + " has no parameter such as {name}");
        }
        return new NamespaceTemplate(text, segments);
    }

    /** Returns the parameters of a namespace of this shape, decoded; empty if it is none. */
    public Optional<Map<String, String>> match(String namespace) {
        List<String> parts = split(namespace);
        if (!namespace.startsWith("/") || parts.size() != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            Segment segment = segments.get(i);
            if (segment.parameter()) {
                String value = ParameterSpelling.value(parts.get(i));
                if (value == null) {
                    return Optional.empty();
                }
                parameters.put(segment.text(), value);
            } else if (!segment.text().equals(parts.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(Map.copyOf(parameters));
    }

    /**
     * Returns the namespaces that have these parameters, one for each spelling: whom a broadcast for all concerns.
     *
     * @throws NullPointerException if a parameter of the template is missing
     */
    public Set<String> names(Map<String, String> parameters) {
        Set<String> names = new LinkedHashSet<>(Set.of(""));
        for (Segment segment : segments) {
            Set<String> spellings = segment.parameter()
                    ? ParameterSpelling.of(Objects.requireNonNull(parameters.get(segment.text()), segment.text()))
                    : Set.of(segment.text());
            Set<String> longer = new LinkedHashSet<>();
            names.forEach(name -> spellings.forEach(spelling -> longer.add(name + "/" + spelling)));
            names = longer;
        }
        return Set.copyOf(names);
    }

    /** Returns the template as it was given. */
    @Override
    public String toString() {
        return text;
    }

    private static List<String> split(String path) {
        return List.of(path.substring(Math.min(1, path.length())).split("/", -1));
    }

    /**
     * A part of the path.
     *
     * @param text the part as it is, or the parameter's name without its braces
     */
    private record Segment(String text, boolean parameter) {
        static Segment of(String template, String part) {
            boolean parameter = part.startsWith("{") && part.endsWith("}");
            String text = parameter ? part.substring(1, part.length() - 1) : part;
            if (text.isEmpty() || text.contains("{") || text.contains("}")) {
                throw new IllegalArgumentException("template " + template + " has the segment \"" + part
                        + "\", must be a name, or a parameter such as {name}");
            }
            return new Segment(text, parameter);
        }
    }
}
