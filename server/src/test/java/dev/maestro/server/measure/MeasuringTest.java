package dev.maestro.server.measure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.portal.MonitoringNews;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Sample;
import dev.maestro.server.domain.Services;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MeasuringTest {
    @RegisterExtension
    final Services services = new Services();

    private final AtomicInteger watchers = new AtomicInteger();
    private final Outcomes outcomes = new Outcomes();
    private final List<JsonNode> told = new ArrayList<>();
    private final Measuring measuring = new Measuring(
            services.backend,
            new Measuring.Node(watchers::get, () -> 12, outcomes),
            Path.of("no", "such", "folder"),
            services.clock,
            metrics -> told.add(metrics.tree()));

    @Test
    void nothingIsMeasuredWhileNobodyWatches() {
        for (int i = 0; i < 1_000; i++) {
            measuring.look(seconds(i));
        }

        assertThat(measuring.samples()).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void theFirstComesSoonAndThenOneEveryFiveSecondsUntilTheLastHasGone() {
        watchers.set(1);
        for (int i = 0; i <= 11; i++) {
            measuring.look(seconds(i));
        }
        assertThat(told).as("after 1, 6 and 11 s").hasSize(3);

        watchers.set(0);
        for (int i = 12; i < 60; i++) {
            measuring.look(seconds(i));
        }
        assertThat(measuring.samples()).isEqualTo(3);

        watchers.set(2);
        measuring.look(seconds(60));
        measuring.look(seconds(61));
        assertThat(told).hasSize(4);
    }

    @Test
    void whatFailsIsTriedAgainAtTheNextTimeAndNotEachSecond() {
        services.backend.breakWith("away");
        watchers.set(1);
        int failures = 0;
        for (int i = 0; i <= 11; i++) {
            try {
                measuring.look(seconds(i));
            } catch (BackendUnavailableException e) {
                failures++;
            }
        }
        assertThat(failures).as("after 1, 6 and 11 s").isEqualTo(3);

        services.backend.breakWith(null);
        for (int i = 12; i <= 16; i++) {
            measuring.look(seconds(i));
        }
        assertThat(told).hasSize(1);
    }

    @Test
    void theFieldsAreThoseOfThePortalAndTheValuesThoseOfTheMachineAndTheStore() {
        services.patchTask(services.task(services.project()).id(), "{'status':'in_progress'}");
        services.task(services.project());

        JsonNode metrics = measured();

        List<String> names = new ArrayList<>();
        for (Iterator<String> fields = metrics.fieldNames(); fields.hasNext(); ) {
            names.add(fields.next());
        }
        assertThat(names)
                .containsExactly(
                        "timestamp",
                        "cpu_usage",
                        "memory_usage",
                        "disk_usage",
                        "network_io",
                        "active_connections",
                        "active_projects",
                        "active_tasks",
                        "error_rate",
                        "uptime");
        assertThat(metrics.path("timestamp").asText()).isEqualTo("2026-01-01T00:00:00.000Z");
        for (String percent : List.of("cpu_usage", "memory_usage", "disk_usage")) {
            assertThat(metrics.path(percent).asDouble(-1)).as(percent).isBetween(0.0, 100.0);
        }
        assertThat(metrics.path("memory_usage").asDouble()).isPositive();
        assertThat(metrics.path("disk_usage").asDouble()).isPositive();
        assertThat(metrics.path("active_connections").asInt()).isEqualTo(12);
        assertThat(metrics.path("active_projects").asInt()).isEqualTo(2);
        assertThat(metrics.path("active_tasks").asInt()).isEqualTo(1);
        assertThat(metrics.path("uptime").asLong()).isPositive();
    }

    @Test
    void theErrorRateIsOfWhatCameSinceTheLastTime() {
        outcomes.count(true);
        watchers.set(1);
        measuring.look(seconds(0));
        for (int i = 0; i < 8; i++) {
            outcomes.count(i < 2);
        }
        measuring.look(seconds(1));
        measuring.look(seconds(6));

        assertThat(told.get(0).path("error_rate").asDouble(-1)).isEqualTo(0.25);
        assertThat(told.get(1).path("error_rate").asDouble(-1)).isZero();
    }

    @Test
    void aBusyProcessorShows() {
        Machine machine = new Machine(Path.of(""));
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
        long spun = 0;
        while (System.nanoTime() < end) {
            spun++;
        }

        assertThat(spun).isPositive();
        assertThat(machine.cpuUsage()).isPositive();
    }

    @Test
    void whatIsSentOverTheNetworkIsCounted() throws IOException {
        Machine machine = new Machine(Path.of(""));
        MonitoringNews.NetworkIo before = machine.network();
        long interfaces = NetworkInterface.networkInterfaces().count();

        // To nobody, over whatever leads away from this machine, if anything does.
        boolean sent = sendAway(2_000);

        assertThat(interfaces).isPositive();
        if (sent) {
            // It is counted when it has left.
            Sample.await("what is sent", () -> machine.network().bytesSent() > before.bytesSent());
        }
        MonitoringNews.NetworkIo after = machine.network();
        assertThat(after.bytesReceived()).isGreaterThanOrEqualTo(before.bytesReceived());
        assertThat(after.bytesSent()).isGreaterThanOrEqualTo(before.bytesSent());
    }

    private static boolean sendAway(int bytes) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            // A block of addresses for documents: nobody is there.
            socket.connect(InetAddress.getByName("192.0.2.1"), 9);
            InetAddress own = socket.getLocalAddress();
            if (own.isLoopbackAddress() || own.isAnyLocalAddress()) {
                return false;
            }
            for (int i = 0; i < 50; i++) {
                socket.send(new DatagramPacket(new byte[bytes], bytes));
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            // No way leads away from this machine.
            return false;
        }
    }

    private JsonNode measured() {
        watchers.set(1);
        measuring.look(seconds(0));
        measuring.look(seconds(1));
        return told.get(0);
    }

    private static long seconds(int count) {
        return Duration.ofSeconds(count).toNanos();
    }
}
