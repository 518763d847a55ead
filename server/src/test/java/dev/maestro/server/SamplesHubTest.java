package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.maestro.server.isolation.Door;
import dev.maestro.server.isolation.Request;
import dev.maestro.server.isolation.SocketIoClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a running hub counts of itself, asked from outside. */
class SamplesHubTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RunningHub hub = RunningHub.start(Map.of(), Clock.systemUTC());
    private final Door door = new Door(hub.url());
    private final String owner = hub.ownersToken();

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void whatSocketsAreSentAndRequestsAreAnsweredIsInASample() {
        String project = door.done("POST", "/api/projects", "{'name':'P','workingDir':'/p'}")
                .path("id")
                .asText();
        String auth = "{\"token\":\"" + owner + "\",\"projectId\":\"" + project + "\"}";
        try (SocketIoClient phone = SocketIoClient.connect(hub.url(), false, "/mobile", auth);
                SocketIoClient old = SocketIoClient.connect(hub.url(), true, "/mobile", auth)) {
            JsonNode quiet = await(
                    0,
                    sample -> sample.path("sockets").path("/mobile").asInt() == 2
                            && sample.path("requests").path("all").asLong() > 0);
            long since = quiet.path("time").asLong();
            assertThat(quiet.path("connections").asInt()).isEqualTo(2);
            assertThat(quiet.path("polling").asInt()).isEqualTo(1);

            String task = "{'projectId':'" + project + "','title':'T'}";
            for (int i = 0; i < 5; i++) {
                door.done("POST", "/api/tasks", task);
            }
            door.send(Door.LOCAL, Request.of("POST", "/api/tasks", "{}"));
            phone.heard().awaitContaining("task:created");
            old.heard().awaitContaining("task:created");

            // A sample may be taken between two of them.
            JsonNode busy = awaitAll(
                    since,
                    samples -> sum(samples, "/events/task") >= 10
                            && sum(samples, "/messages") >= 10
                            && sum(samples, "/bytes") > 1_000
                            && sum(samples, "/requests/refused") >= 1);
            assertThat(sum(busy, "/events/task"))
                    .as("each was made, and told of as a run")
                    .isEqualTo(10);
            assertThat(sum(busy, "/requests/refused")).isEqualTo(1);
        }
        // That one is gone is counted a moment before its socket is.
        JsonNode gone = awaitAll(0, samples -> closed(samples) >= 2 && mobile(samples.path(samples.size() - 1)) == 0);
        assertThat(closed(gone)).isEqualTo(2);
    }

    private JsonNode await(long since, Predicate<JsonNode> wanted) {
        return find(awaitAll(since, samples -> !find(samples, wanted).isMissingNode()), wanted);
    }

    private static long closed(JsonNode samples) {
        long closed = 0;
        for (JsonNode sample : samples) {
            for (JsonNode count : sample.path("closes")) {
                closed += count.asLong();
            }
        }
        return closed;
    }

    private static int mobile(JsonNode sample) {
        return sample.path("sockets").path("/mobile").asInt();
    }

    private static JsonNode find(JsonNode samples, Predicate<JsonNode> wanted) {
        for (JsonNode sample : samples) {
            if (wanted.test(sample)) {
                return sample;
            }
        }
        return MissingNode.getInstance();
    }

    private static long sum(JsonNode samples, String pointer) {
        long sum = 0;
        for (JsonNode sample : samples) {
            sum += sample.at(pointer).asLong();
        }
        return sum;
    }

    private JsonNode awaitAll(long since, Predicate<JsonNode> wanted) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JsonNode told = door.done("GET", "/api/admin/samples?since=" + since, "");
            assertThat(told.path("node").asText()).isEqualTo("hub");
            if (wanted.test(told.path("samples"))) {
                return told.path("samples");
            }
            assertThat(System.nanoTime()).as("never sampled: " + told).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
