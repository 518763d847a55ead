package dev.maestro.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds docs/metrics.md to the catalogue; {@code target/metrics.md} is what it must read. */
class MetricsDocumentTest {
    private static final List<String> UNITS = List.of(
            "_seconds",
            "_bytes",
            "_total",
            "_sockets",
            "_sessions",
            "_messages",
            "_tasks",
            "_threads",
            "_events",
            "_waiting",
            "_up",
            "_troubles",
            "_terminals",
            "_viewers",
            "_principals");

    @Test
    void documentListsEveryMeterAsItIs() throws IOException {
        String expected = """
                # Meters

                What `GET /metrics` answers ([operating](operating.md#scraping)), of the node that is asked. This page is generated
                from the catalogue of the code. Histograms have `_bucket`, `_sum` and `_count`; counters count since the start of
                the process. What can only have some values is there with 0 before anything happened; a namespace, an event or a
                route comes with the first of it where that is not so.

                | meter | type | labels | what it tells |
                |---|---|---|---|
                """
                + Arrays.stream(HubMeter.values()).map(MetricsDocumentTest::row).collect(Collectors.joining())
                + """

                ## Labels

                No label has values that clients choose.

                | label | values |
                |---|---|
                """
                + Arrays.stream(MeterLabel.values())
                        .map(label -> "| `" + label.wire() + "` | " + label.bound() + " |\n")
                        .collect(Collectors.joining())
                + """

                ## The virtual machine and the process

                As Micrometer has them, and more of them.

                | meter | type | labels | what it tells |
                |---|---|---|---|
                """
                + Arrays.stream(JvmMeter.values())
                        .map(meter -> row(meter.wire(), meter.kind(), meter.labels(), meter.meaning()))
                        .collect(Collectors.joining());
        Files.writeString(Path.of("target", "metrics.md"), expected);

        assertThat(Path.of("..", "docs", "metrics.md")).hasContent(expected);
    }

    private static String row(HubMeter meter) {
        return row(
                meter.wire(),
                meter.kind(),
                meter.labels().stream().map(MeterLabel::wire).toList(),
                meter.meaning());
    }

    private static String row(String wire, MeterKind kind, List<String> labels, String meaning) {
        return "| `%s` | %s | %s | %s |\n"
                .formatted(
                        wire,
                        kind.word(),
                        labels.stream().map(label -> "`" + label + "`").collect(Collectors.joining(", ")),
                        meaning);
    }

    @ParameterizedTest
    @EnumSource(HubMeter.class)
    void everyNameBeginsWithTheHubsAndEndsInItsUnit(HubMeter meter) {
        assertThat(meter.wire()).startsWith("maestro_").matches("[a-z_]+");
        assertThat(UNITS).as(meter.wire()).anyMatch(meter.wire()::endsWith);
        assertThat(meter.wire().endsWith("_total")).isEqualTo(meter.kind() == MeterKind.COUNTER);
    }

    @Test
    void noNameIsTakenTwice() {
        assertThat(Arrays.stream(HubMeter.values()).map(HubMeter::wire)).doesNotHaveDuplicates();
    }
}
