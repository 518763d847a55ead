package dev.maestro.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the dashboard and the alerts to the catalogue of meters and to the page that explains them. */
class DeployedFilesTest {
    /** What Prometheus itself adds to everything it scrapes. */
    private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job");

    private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)}}");

    /** Every series there is, by its name, with its labels. */
    private static final Map<String, Set<String>> SERIES = series();

    private static Map<String, Set<String>> series() {
        Map<String, Set<String>> series = new HashMap<>();
        series.put("up", Set.of());
        for (HubMeter meter : HubMeter.values()) {
            Set<String> labels = meter.labels().stream().map(MeterLabel::wire).collect(Collectors.toSet());
            if (meter.kind() == MeterKind.HISTOGRAM) {
                Set<String> ofBuckets = new HashSet<>(labels);
                ofBuckets.add("le");
                series.put(meter.wire() + "_bucket", ofBuckets);
                series.put(meter.wire() + "_sum", labels);
                series.put(meter.wire() + "_count", labels);
            } else {
                series.put(meter.wire(), labels);
            }
        }
        Arrays.stream(JvmMeter.values()).forEach(meter -> series.put(meter.wire(), Set.copyOf(meter.labels())));
        return series;
    }

    static Stream<DeployedFiles.Placed> expressions() {
        return DeployedFiles.expressions().stream();
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void everyMeterAndLabelIsInTheCatalogue(DeployedFiles.Placed placed) {
        Set<String> labels = new HashSet<>(OF_PROMETHEUS);
        assertThat(placed.expression().selectors()).isNotEmpty();
        for (PromExpression.Selector selector : placed.expression().selectors()) {
            assertThat(SERIES).as(placed.place()).containsKey(selector.meter());
            Set<String> own = new HashSet<>(SERIES.getOrDefault(selector.meter(), Set.of()));
            labels.addAll(own);
            own.addAll(OF_PROMETHEUS);
            assertThat(own)
                    .as("%s: labels of %s", placed.place(), selector.meter())
                    .containsAll(selector.matchings().stream()
                            .map(PromExpression.Matching::label)
                            .toList());
        }
        assertThat(labels).as(placed.place()).containsAll(placed.expression().grouped());
    }

    @Test
    void everyMeterOfTheHubIsOnTheDashboard() {
        Set<String> shown = DeployedFiles.expressions().stream()
                .flatMap(placed -> placed.expression().selectors().stream())
                .map(selector -> selector.meter().replaceAll("_(bucket|sum|count)$", ""))
                .collect(Collectors.toSet());
        assertThat(shown)
                .containsAll(
                        Arrays.stream(HubMeter.values()).map(HubMeter::wire).toList());
    }

    @Test
    void everyLegendNamesWhatItsExpressionKeeps() {
        for (JsonNode panel : DeployedFiles.dashboard().path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                Set<String> kept =
                        PromExpression.read(target.path("expr").asText()).grouped();
                List<String> named = LEGEND.matcher(target.path("legendFormat").asText())
                        .results()
                        .map(result -> result.group(1))
                        .toList();
                assertThat(kept).as("%s", target).containsAll(named);
            }
        }
    }

    @Test
    void panelsHaveIdsOfTheirOwnAndNoneLiesOnAnother() {
        List<Integer> ids = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (JsonNode panel : DeployedFiles.dashboard().path("panels")) {
            ids.add(panel.path("id").asInt());
            JsonNode place = panel.path("gridPos");
            for (int x = 0; x < place.path("w").asInt(); x++) {
                for (int y = 0; y < place.path("h").asInt(); y++) {
                    String cell = (place.path("x").asInt() + x) + ","
                            + (place.path("y").asInt() + y);
                    assertThat(taken.add(cell))
                            .as("%s at %s", panel.path("title"), cell)
                            .isTrue();
                }
            }
        }
        assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void everyAlertSaysWhatItIsAndWhereItIsExplained() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "operating.md"));
        Set<String> anchors = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE)
                .matcher(page)
                .results()
                .map(heading -> anchor(heading.group(1)))
                .collect(Collectors.toSet());
        List<String> names = new ArrayList<>();
        for (Map<String, Object> alert : DeployedFiles.alerts()) {
            names.add(text(alert, "alert"));
            assertThat(text(part(alert, "labels"), "severity")).isIn("page", "ticket");
            Map<?, ?> annotations = part(alert, "annotations");
            assertThat(text(annotations, "description")).isNotBlank();
            String runbook = text(annotations, "runbook");
            assertThat(runbook).startsWith("docs/operating.md#");
            assertThat(anchors).contains(runbook.substring(runbook.indexOf('#') + 1));
            assertThat(runbook).endsWith("#" + anchor(text(annotations, "summary")));
        }
        assertThat(names).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void everySectionUnderAlertsHasAnAlert() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "operating.md"));
        String alerts = page.substring(page.indexOf("\n## Alerts\n") + 1);
        int end = alerts.indexOf("\n## ");
        List<String> sections = Pattern.compile("^### (.*)$", Pattern.MULTILINE)
                .matcher(end < 0 ? alerts : alerts.substring(0, end))
                .results()
                .map(MatchResult::group)
                .map(heading -> heading.substring("### ".length()))
                .toList();
        assertThat(DeployedFiles.alerts().stream().map(alert -> text(part(alert, "annotations"), "summary")))
                .containsExactlyInAnyOrderElementsOf(sections);
    }

    @Test
    void prometheusScrapesTheRouteWithATokenAndReadsTheAlerts() {
        Map<String, Object> config = DeployedFiles.prometheus();
        Map<?, ?> job = (Map<?, ?>) ((List<?>) config.getOrDefault("scrape_configs", List.of())).get(0);
        assertThat(text(job, "job_name")).isEqualTo("maestro-hub");
        assertThat(text(job, "metrics_path")).isEqualTo("/metrics");
        assertThat(text(part(job, "authorization"), "type")).isEqualTo("Bearer");
        assertThat((List<?>) config.get("rule_files"))
                .allSatisfy(file -> assertThat(Path.of("..", "deploy", "prometheus", String.valueOf(file)))
                        .exists());
    }

    private static Map<?, ?> part(Map<?, ?> of, String key) {
        assertThat(of.get(key)).as("%s of %s", key, of).isInstanceOf(Map.class);
        return (Map<?, ?>) of.get(key);
    }

    private static String text(Map<?, ?> of, String key) {
        return String.valueOf(of.get(key));
    }

    /** Returns what a heading is linked by. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-');
    }
}
