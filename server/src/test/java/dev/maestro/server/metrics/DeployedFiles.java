package dev.maestro.server.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files in {@code deploy} that speak of meters. */
public final class DeployedFiles {
    private static final Path DEPLOY = Path.of("..", "deploy");

    private DeployedFiles() {}

    /** An expression, and where it stands. */
    record Placed(String place, PromExpression expression) {}

    static Map<String, Object> prometheus() {
        return yaml(DEPLOY.resolve("prometheus/prometheus.yml"));
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> alerts() {
        List<Map<String, Object>> groups = (List<Map<String, Object>>) Objects.requireNonNull(
                yaml(DEPLOY.resolve("prometheus/alerts.yml")).get("groups"));
        List<Map<String, Object>> rules = new ArrayList<>();
        groups.forEach(group -> rules.addAll((List<Map<String, Object>>) Objects.requireNonNull(group.get("rules"))));
        return rules;
    }

    static JsonNode dashboard() {
        try {
            return Json.tree(Files.readAllBytes(DEPLOY.resolve("grafana/maestro-hub.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Placed> expressions() {
        List<Placed> all = new ArrayList<>();
        alerts().forEach(rule -> all.add(
                new Placed(String.valueOf(rule.get("alert")), PromExpression.read(String.valueOf(rule.get("expr"))))));
        for (JsonNode panel : dashboard().path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                all.add(new Placed(
                        panel.path("title").asText(),
                        PromExpression.read(target.path("expr").asText())));
            }
        }
        return all;
    }

    /**
     * Returns what stands in them of a meter with a label of some value, each as {@code meter label value}; what may be any of
     * several values is there with each.
     */
    public static List<String[]> valuesAskedFor() {
        List<String[]> asked = new ArrayList<>();
        for (Placed placed : expressions()) {
            for (PromExpression.Selector selector : placed.expression().selectors()) {
                for (PromExpression.Matching matching : selector.matchings()) {
                    if (matching.value().matches("[\\w |]+")
                            && !matching.label().equals("job")) {
                        for (String value : matching.value().split("\\|")) {
                            asked.add(new String[] {selector.meter(), matching.label(), value});
                        }
                    }
                }
            }
        }
        return asked;
    }

    private static Map<String, Object> yaml(Path file) {
        try {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
