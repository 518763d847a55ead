package dev.maestro.server.backend.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.DocumentQuery;
import dev.maestro.server.backend.MovableClock;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.Sample;
import dev.maestro.server.backend.StoredDocument;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was answered before a kill -9 is there after it. */
class KilledHubTest {
    private static final int ROUNDS = 5;
    private static final int MAX_ANSWERS = 3_000;
    private static final long SEED = 20_260_101;

    @Test
    @Timeout(240)
    void everythingAnsweredSurvivesKillAndNothingIsHalfThere(@TempDir Path temp) throws Exception {
        Path folder = temp.resolve("data");
        Random random = new Random(SEED);
        Map<String, Long> answered = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, Long> ofRound = killAfter(random.nextInt(MAX_ANSWERS), folder, "r" + round, temp);
            answered.putAll(ofRound);
            // In one folder: each round also opens what the kills before it left.
            assertStored(folder, answered);
        }
        assertThat(answered).isNotEmpty();
    }

    private static Map<String, Long> killAfter(int answers, Path folder, String name, Path temp) throws Exception {
        Process child = Child.start(CommittingMain.class, temp.resolve("errors"), folder.toString(), name);
        Map<String, Long> answered = new LinkedHashMap<>();
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).isEqualTo("open");
            for (int i = 0; i < answers; i++) {
                note(lines.readLine(), answered);
            }
            // SIGKILL; by the handle, because the process object would close the pipe we still read.
            child.toHandle().destroyForcibly();
            readWhatWasPrintedBeforeDeath(lines, answered);
        } finally {
            child.destroyForcibly();
            child.waitFor();
        }
        return answered;
    }

    private static void readWhatWasPrintedBeforeDeath(BufferedReader lines, Map<String, Long> answered)
            throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            note(line, answered);
        }
    }

    private static void note(@Nullable String line, Map<String, Long> answered) {
        assertThat(line).isNotNull();
        if (line != null) {
            String[] words = line.split(" ", -1);
            answered.put(words[0], Long.parseLong(words[1]));
        }
    }

    private static void assertStored(Path folder, Map<String, Long> answered) {
        EmbeddedConfig config =
                new EmbeddedConfig(folder, Duration.ofDays(36_500), 10_000_000, 10, Duration.ofMinutes(2));
        try (Backend backend = EmbeddedBackend.open(config, new MovableClock())) {
            String epoch = backend.feed().head().epoch();
            answered.forEach((id, sequence) -> {
                List<CommittedEvent> events =
                        backend.feed().read(new Offset(epoch, sequence - 2), 2).events();
                assertThat(events)
                        .extracting(event -> event.data().tree().get("id").asText())
                        .containsExactly(id + "-a", id + "-b");
            });
            Set<String> stored = ids(backend);
            for (String id : answered.keySet()) {
                assertThat(stored).contains(id + "-a", id + "-b");
            }
            assertNothingHalf(stored, backend.feed().head());
        }
    }

    private static void assertNothingHalf(Set<String> stored, Offset head) {
        for (String id : stored) {
            String other = id.substring(0, id.length() - 1) + (id.endsWith("a") ? "b" : "a");
            assertThat(stored.contains(other)).as("the other half of " + id).isTrue();
        }
        assertThat(head.sequence()).isEqualTo(stored.size());
    }

    private static Set<String> ids(Backend backend) {
        Set<String> ids = new HashSet<>();
        String cursor = null;
        do {
            DocumentPage page = backend.list(new DocumentQuery(DocumentKind.TASK, null, Set.of("half"), cursor, 1_000));
            for (StoredDocument document : page.documents()) {
                assertThat(document.body().tree().get("id").asText())
                        .isEqualTo(document.key().id());
                ids.add(document.key().id());
            }
            cursor = page.nextCursor().orElse(null);
        } while (cursor != null);
        assertThat(ids).allMatch(id -> backend.find(Sample.task(id)).isPresent());
        return ids;
    }
}
