package dev.maestro.server.measure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.MovableClock;
import dev.maestro.server.backend.Offset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SamplesTest {
    private final MovableClock clock = new MovableClock();
    private final long start = clock.millis();
    private final EventFlow flow = new EventFlow(clock);
    private final Answers answers = new Answers();
    private final Outcomes outcomes = new Outcomes();
    private Standing standing = standing(0, Map.of(), 0);
    private final Samples samples = Samples.begin(
            "node-1", new Samples.Sources(() -> standing, flow, answers, outcomes), clock, clock.millis() * 1_000_000);

    @Test
    void theAnswerNamesTheNodeAndHoldsNothingBeforeTheFirstSample() {
        JsonNode told = samples.since(0).tree();

        assertThat(told.path("node").asText()).isEqualTo("node-1");
        assertThat(told.path("interval").asLong()).isEqualTo(5_000);
        assertThat(told.path("startedAt").asLong()).isPositive();
        assertThat(told.path("samples").isArray()).isTrue();
        assertThat(told.path("samples")).isEmpty();
    }

    @Test
    void whatIsCountedIsOfTheTimeSinceTheSampleBefore() {
        standing = standing(3, Map.of("ping timeout", 2L), 100);
        tick();
        standing = standing(10, Map.of("ping timeout", 2L, "transport close", 4L), 150);
        tick();

        JsonNode first = sample(0);
        JsonNode second = sample(1);
        assertThat(first.path("span").asLong()).isEqualTo(5_000);
        assertThat(first.path("opened").asLong()).isEqualTo(3);
        assertThat(first.path("closes")).hasToString("{\"ping timeout\":2}");
        assertThat(first.path("messages").asLong()).isEqualTo(100);
        assertThat(first.path("bytes").asLong()).isEqualTo(1_000);
        assertThat(second.path("opened").asLong()).isEqualTo(7);
        assertThat(second.path("closes")).hasToString("{\"transport close\":4}");
        assertThat(second.path("messages").asLong()).isEqualTo(50);
    }

    @Test
    void whatWasCountedBeforeItBeganIsInNoSample() {
        standing = standing(50, Map.of(), 500);
        answers.count(200);
        Samples later = Samples.begin("n", new Samples.Sources(() -> standing, flow, answers, outcomes), clock, 0);

        later.take(5_000_000_000L);

        JsonNode sample = later.since(0).tree().path("samples").path(0);
        assertThat(sample.path("opened").asLong(-1)).isZero();
        assertThat(sample.path("messages").asLong(-1)).isZero();
        assertThat(sample.path("requests").path("all").asLong(-1)).isZero();
    }

    @Test
    void theRestIsAsItStands() {
        standing = new Standing(
                Map.of("/ui", 4, "/project/{name}", 2, "raw", 1),
                6,
                2,
                0,
                Map.of(),
                Map.of(),
                0,
                0,
                Map.of("auth", 3),
                5,
                7);
        tick();

        JsonNode sample = sample(0);
        assertThat(sample.path("time").asLong()).isEqualTo(start + 5_000);
        assertThat(sample.path("sockets")).hasToString("{\"/project/{name}\":2,\"/ui\":4,\"raw\":1}");
        assertThat(sample.path("connections").asInt()).isEqualTo(6);
        assertThat(sample.path("polling").asInt()).isEqualTo(2);
        assertThat(sample.path("queues")).hasToString("{\"auth\":3}");
        assertThat(sample.path("terminals").asInt()).isEqualTo(5);
        assertThat(sample.path("viewers").asInt()).isEqualTo(7);
        assertThat(sample.path("heap").path("used").asLong())
                .isPositive()
                .isLessThanOrEqualTo(sample.path("heap").path("max").asLong());
    }

    @Test
    void eventsAreCountedByFamilyAndTimedWhenTheListenerIsDoneWithThem() {
        List<CommittedEvent> heard = new ArrayList<>();
        EventFeed.Listener counted = flow.after(new EventFeed.Listener() {
            @Override
            public void onEvents(List<CommittedEvent> events) {
                heard.addAll(events);
                clock.move(Duration.ofMillis(30));
            }

            @Override
            public void onGap(Offset resumesAfter) {}
        });

        counted.onEvents(List.of(event(EventName.TASK_UPDATED, start), event(EventName.TASK_CREATED, start - 10)));
        // By the clock of another node, which is ahead.
        counted.onEvents(List.of(event(EventName.SESSION_UPDATED, start + 9_000)));
        tick();
        tick();

        assertThat(heard).hasSize(3);
        assertThat(sample(0).path("events")).hasToString("{\"session\":1,\"task\":2}");
        assertThat(sample(0).path("lag").path("max").asLong()).isEqualTo(40);
        assertThat(sample(0).path("lag").path("mean").asDouble()).isEqualTo(23.3);
        assertThat(sample(1).path("events")).isEmpty();
        assertThat(sample(1).path("lag").path("max").asLong(-1)).isZero();
        assertThat(sample(1).path("lag").path("mean").asDouble(-1)).isZero();
    }

    @Test
    void requestsAreCountedByWhatBecameOfThemAndApartFromWhatSocketsAsk() {
        for (int status : List.of(200, 201, 404, 503)) {
            outcomes.count(status >= 500);
            answers.count(status);
        }
        outcomes.count(true);
        outcomes.count(false);
        tick();

        assertThat(sample(0).path("requests")).hasToString("{\"all\":4,\"refused\":1,\"failed\":1}");
        assertThat(sample(0).path("asked")).hasToString("{\"all\":2,\"failed\":1}");
    }

    @Test
    void onlyWhatIsLaterIsAskedForAgain() {
        tick();
        tick();
        tick();

        assertThat(times(start + 5_000)).containsExactly(start + 10_000, start + 15_000);
        assertThat(times(start + 15_000)).isEmpty();
    }

    @Test
    void aClockThatIsPutBackHidesNothing() {
        tick();
        clock.move(Duration.ofHours(-1));
        samples.take(nanos(10));

        assertThat(times(start + 5_000)).containsExactly(start + 5_001);
        assertThat(sample(1).path("span").asLong()).isEqualTo(5_000);
    }

    @Test
    void theLastHourIsKeptInLessThanAMegabyte() {
        standing = new Standing(
                Map.of("/ui", 4_000, "/mobile", 20_000, "/cli", 1_000, "/terminal", 300, "/project/{name}", 2_000),
                20_000,
                50,
                0,
                Map.of("ping timeout", 3L),
                Map.of("volatile", 9_000L),
                123_456_789_000L,
                123_456_789_000L,
                Map.of("auth", 3, "namespace", 10_000, "namespace-wait", 2, "screens", 1),
                500,
                700);
        for (int i = 0; i < 800; i++) {
            tick();
        }

        JsonBytes all = samples.since(0);
        assertThat(times(0)).hasSize(720).isSorted().endsWith(start + 800 * 5_000L);
        assertThat(all.lengthBytes()).isLessThan(1 << 20);
    }

    private void tick() {
        clock.move(Samples.EVERY);
        samples.take(clock.millis() * 1_000_000);
    }

    private long nanos(int seconds) {
        return (start + seconds * 1_000L) * 1_000_000;
    }

    private JsonNode sample(int index) {
        return samples.since(0).tree().path("samples").path(index);
    }

    private List<Long> times(long since) {
        List<Long> times = new ArrayList<>();
        samples.since(since)
                .tree()
                .path("samples")
                .forEach(sample -> times.add(sample.path("time").asLong()));
        return times;
    }

    private static CommittedEvent event(EventName name, long timestamp) {
        return new CommittedEvent(new Offset("e", 1), timestamp, name, "p", List.of(), JsonBytes.of(Map.of()));
    }

    private static Standing standing(long opened, Map<String, Long> closes, long messages) {
        return new Standing(Map.of(), 0, 0, opened, closes, Map.of(), messages, messages * 10, Map.of(), 0, 0);
    }
}
