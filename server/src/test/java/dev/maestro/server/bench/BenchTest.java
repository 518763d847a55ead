package dev.maestro.server.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.Ports;
import dev.maestro.server.RunningHub;
import dev.maestro.server.bench.client.Target;
import dev.maestro.server.bench.client.UnreachableException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BenchTest {
    private static @Nullable RunningHub hub;

    @BeforeAll
    static void startsAHub() {
        hub = RunningHub.start(Map.of(), Clock.systemUTC());
    }

    @AfterAll
    static void endsIt() {
        hub().close();
    }

    private static RunningHub hub() {
        if (hub == null) {
            throw new IllegalStateException("there is no hub");
        }
        return hub;
    }

    @ParameterizedTest
    @EnumSource
    void everyChangeOfAHubIsHeardByEverybodyOnce(BenchPlan.HubChange change) {
        Report report = run(fanout(onHub(1, 1), 20, change));

        JsonNode json = report.json();
        JsonNode deliveries = json.path("deliveries");
        assertThat(json.at("/changes/taken").asInt())
                .as("%s", json)
                .isPositive()
                .isEqualTo(json.at("/changes/due").asInt());
        assertThat(json.at("/sockets/watching").asInt()).isEqualTo(20);
        assertThat(deliveries.path("expected").asInt())
                .isEqualTo(20 * json.at("/changes/taken").asInt());
        assertThat(deliveries.path("delivered")).isEqualTo(deliveries.path("expected"));
        assertThat(List.of("lost", "duplicated", "outOfOrder"))
                .allSatisfy(fault ->
                        assertThat(deliveries.path(fault).asInt()).as(fault).isZero());
        assertThat(json.at("/latency/count").asInt())
                .as("those of the warm-up do not count")
                .isPositive()
                .isLessThan(deliveries.path("delivered").asInt());
        assertThat(report.kept()).isTrue();
    }

    @Test
    void whatWasMadeForARunIsGoneAfterIt() throws Exception {
        run(fanout(onHub(0, 1), 2, BenchPlan.HubChange.TASK));

        HttpRequest request =
                HttpRequest.newBuilder(hub().url().resolve("/api/projects")).build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .body())
                .doesNotContain("bench-");
    }

    @Test
    void questionsAreCountedWithTheirAnswers() {
        Report report = run(latency("ping"));

        JsonNode json = report.json();
        assertThat(json.at("/questions/answered")).as("%s", json).isEqualTo(json.at("/questions/asked"));
        assertThat(json.at("/questions/lost").asInt()).isZero();
        assertThat(json.at("/latency/p50Ms").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(json.at("/latency/maxMs").asDouble());
        assertThat(report.kept()).isTrue();
    }

    @Test
    void aQuestionThatIsRefusedIsNoAnswer() {
        Report report = run(latency("no:such-event"));

        JsonNode questions = report.json().path("questions");
        assertThat(questions.path("refused").path("invalid")).isEqualTo(questions.path("asked"));
        assertThat(questions.path("answered").asInt()).isZero();
        assertThat(report.kept()).isFalse();
    }

    @Test
    void whoComesInIsCountedAndTimed() {
        Report report = run(new BenchPlan.Connect(onHub(0, 1), 40, 200, "/ui", Run.nothing()));

        JsonNode json = report.json();
        assertThat(json.at("/sockets/admitted").asInt()).as("%s", json).isEqualTo(40);
        assertThat(json.at("/latency/count").asInt()).isEqualTo(40);
        assertThat(report.kept()).isTrue();
    }

    @Test
    void whoIsRefusedIsToldWithTheReason() {
        assertThatThrownBy(() -> run(new BenchPlan.Connect(
                        onHub(0, 1), 5, 100, "/ui", Run.nothing().put("token", "no token"))))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("5 × refused: Invalid authentication token");
    }

    @Test
    void viewersOfATerminalSeeEveryByte() {
        BenchPlan.Common common = common(target(), List.of(hub().ownersToken()), 0, 1, Bounds.USUAL);

        Report report = run(new BenchPlan.Terminal(common, 3, 0.5, 4096, true));

        JsonNode json = report.json();
        assertThat(json.at("/viewers/watching").asInt()).as("%s", json).isEqualTo(3);
        assertThat(json.at("/owner/writtenBytes").asLong())
                .isPositive()
                .isEqualTo(json.at("/owner/dueBytes").asLong());
        assertThat(List.of("lostBytes", "overlaps", "mismatches"))
                .allSatisfy(fault -> assertThat(json.at("/output/" + fault).asLong())
                        .as(fault)
                        .isZero());
        assertThat(json.at("/latency/count").asInt()).isPositive();
        assertThat(report.kept()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"none, ''", "drop, lost", "double, twice", "swap, later ones"})
    void theJudgeFindsWhatIsPlanted(String fault, String said) throws Exception {
        try (FaultyServer server = FaultyServer.start(fault)) {
            Report report = run(fanout(common(server.target(), List.of(), 0, 1, Bounds.USUAL), 5, relayed()));

            JsonNode json = report.json();
            int tenths = json.at("/changes/taken").asInt() / 10 * 5;
            assertThat(tenths).isPositive();
            assertThat(json.at("/deliveries/lost").asInt()).as("lost").isEqualTo(fault.equals("drop") ? tenths : 0);
            assertThat(json.at("/deliveries/duplicated").asInt())
                    .as("duplicated")
                    .isEqualTo(fault.equals("double") ? tenths : 0);
            assertThat(json.at("/deliveries/outOfOrder").asInt() > 0)
                    .as("out of order")
                    .isEqualTo(fault.equals("swap"));
            assertThat(json.at("/verdict/broken").toString()).contains(said);
            assertThat(report.kept()).isEqualTo(fault.equals("none"));
        }
    }

    @Test
    void boundsAreKeptOrNot() throws Exception {
        try (FaultyServer server = FaultyServer.start("drop")) {
            Bounds lenient = new Bounds(null, 20);
            Bounds strict = new Bounds(Duration.ofNanos(1_000), 20);

            assertThat(run(fanout(common(server.target(), List.of(), 0, 1, lenient), 2, relayed()))
                            .kept())
                    .isTrue();
            assertThat(run(fanout(common(server.target(), List.of(), 0, 1, strict), 2, relayed()))
                            .json()
                            .at("/verdict/broken")
                            .toString())
                    .contains("p99 was");
        }
    }

    @Test
    void aServerThatRefusesIsToldOf() throws Exception {
        try (FaultyServer server = FaultyServer.start("refuse")) {
            assertThatThrownBy(() -> run(fanout(common(server.target(), List.of(), 0, 1, Bounds.USUAL), 5, relayed())))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("lets no publisher in: refused: full");
        }
    }

    @Test
    void aServerThatIsNotThereIsToldOf() {
        Target nowhere = new Target(URI.create("http://127.0.0.1:" + Ports.next()));
        BenchPlan.Common common = common(nowhere, List.of(), 0, 1, Bounds.USUAL);

        assertThatThrownBy(() -> run(fanout(common, 2, BenchPlan.HubChange.TASK)))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("is not reached: no connection");
        assertThatThrownBy(() -> run(new BenchPlan.Connect(common, 3, 100, "/ui", Run.nothing())))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("3 × connection refused");
    }

    @Test
    void whoStopsARunHasWhatWasMeasured() {
        Stop stop = new Stop();
        Progress impatient = new Progress() {
            @Override
            public void show(String phase, double share, String detail) {
                if (phase.equals("measuring") && !detail.startsWith("0 ")) {
                    stop.ask();
                }
            }

            @Override
            public void end() {}
        };

        Report report = Bench.run(fanout(onHub(0, 3_000), 5, BenchPlan.HubChange.TASK), impatient, stop);

        assertThat(report.json().at("/deliveries/expected").asInt()).isPositive();
        assertThat(report.json().path("warnings").toString()).contains("stopped early");
    }

    @Test
    void theTableSaysWhatTheJsonSays() {
        Report report = run(new BenchPlan.Connect(onHub(0, 1), 7, 200, "/ui", Run.nothing()));

        assertThat(report.table().get(0)).startsWith("connect against http://localhost:");
        assertThat(report.table())
                .anySatisfy(line -> assertThat(line).matches("sockets\\s+begun\\s+7"))
                .anySatisfy(line -> assertThat(line).matches("\\s+let in\\s+7"))
                .anySatisfy(line -> assertThat(line).matches("due to let in\\s+measured\\s+7"))
                .endsWith("kept");
        assertThat(report.json().fieldNames())
                .toIterable()
                .containsExactly("bench", "target", "sockets", "latency", "generator", "warnings", "verdict");
    }

    private static Report run(BenchPlan plan) {
        return Bench.run(plan, Progress.SILENT, new Stop());
    }

    private static BenchPlan.Fanout fanout(BenchPlan.Common common, int sockets, BenchPlan.Change change) {
        return new BenchPlan.Fanout(common, sockets, 40, 500, 3, 100, change);
    }

    private static BenchPlan.Latency latency(String event) {
        return new BenchPlan.Latency(
                onHub(0, 1), 4, 60, 500, "/ui", Run.nothing(), new BenchPlan.Emission(event, Run.nothing()));
    }

    private static BenchPlan.PlainChange relayed() {
        return new BenchPlan.PlainChange(
                "/ui",
                Run.nothing(),
                new BenchPlan.Emission("join", Json.mapper().getNodeFactory().textNode("r1")),
                "pub",
                "{\"room\":\"r1\",\"text\":\"%mark %pad\"}",
                false,
                "ev");
    }

    private static BenchPlan.Common onHub(int warmup, int seconds) {
        return common(target(), List.of(), warmup, seconds, Bounds.USUAL);
    }

    private static BenchPlan.Common common(Target target, List<String> tokens, int warmup, int seconds, Bounds bounds) {
        return new BenchPlan.Common(target, tokens, seconds, warmup, 2, bounds, OptionalLong.empty(), null);
    }

    private static Target target() {
        String url = hub().url().toString();
        return new Target(URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url));
    }
}
