package dev.maestro.server.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.portal.PortalEvent;
import dev.maestro.protocol.portal.PortalSpace;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.socketio.Broadcast;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the portal's wire forms letter by letter, and against what the portal's own document declares. */
class PortalDialectTest {
    private static final String LEAST = ".least";
    /** Optional fields that the hub always gives. */
    private static final Map<String, Set<String>> ALWAYS_GIVEN =
            Map.of("task_update", Set.of("metadata"), "error", Set.of("code"));

    private final Map<String, String> names = new HashMap<>(Map.of(PortalSamples.PROJECT, PortalSamples.PROJECT_NAME));
    private final PortalDialect dialect = new PortalDialect(id -> names.getOrDefault(id, id));

    static Stream<String> goldenFiles() throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(PortalDialectTest.class.getResource("/portal"))
                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    static Set<String> committed() {
        return PortalSamples.committed().keySet();
    }

    @ParameterizedTest
    @MethodSource("goldenFiles")
    void isWrittenLetterForLetter(String file) throws IOException {
        assertThat(rendered(file)).hasToString(golden(file));
    }

    @ParameterizedTest
    @MethodSource("goldenFiles")
    void hasTheFieldsThatThePortalsDocumentDeclaresAndNoOthers(String file) throws IOException {
        PortalApi api = PortalApi.read();
        String event = file.replace(LEAST, "");
        JsonNode payload = Json.tree(golden(file).getBytes(StandardCharsets.UTF_8));
        api.check(event, payload);
        Set<String> optional = api.fields(event, true);
        if (file.endsWith(LEAST)) {
            optional.removeAll(ALWAYS_GIVEN.getOrDefault(event, Set.of()));
            assertThat(fieldNames(payload)).doesNotContainAnyElementsOf(optional);
        } else {
            assertThat(fieldNames(payload)).containsAll(optional);
            assertThat(PortalDialectTest.class.getResource("/portal/" + file + LEAST + ".json") == null)
                    .as("optional fields are left out when there is nothing to say")
                    .isEqualTo(optional.isEmpty());
        }
    }

    @Test
    void theGoldenFilesAndThePortalsDocumentCoverTheCatalogue() throws Exception {
        Set<String> catalogue =
                Stream.of(PortalEvent.values()).map(PortalEvent::wire).collect(Collectors.toSet());

        assertThat(catalogue).hasSize(27);
        assertThat(goldenFiles().map(file -> file.replace(LEAST, "")).collect(Collectors.toSet()))
                .isEqualTo(catalogue);
        assertThat(PortalApi.read().events()).isEqualTo(catalogue);
    }

    @ParameterizedTest
    @MethodSource("committed")
    void theSameEventGivesTheSameDeliveriesAlways(String file) {
        CommittedEvent event = Objects.requireNonNull(PortalSamples.committed().get(file));

        assertThat(dialect.render(event)).isEqualTo(dialect.render(event));
    }

    @ParameterizedTest
    @MethodSource("committed")
    void goesWhereTheCatalogueSaysWithTheOffsetForItsLastArgument(String file) {
        PortalEvent event = PortalEvent.find(file.replace(LEAST, "")).orElseThrow();
        List<Broadcast> broadcasts = render(file).broadcasts();

        assertThat(render(file).rawMessages()).isEmpty();
        assertThat(broadcasts)
                .extracting(Broadcast::namespace)
                .containsExactlyInAnyOrderElementsOf(
                        event.spaces().stream().map(PortalSpace::text).toList());
        assertThat(broadcasts).allSatisfy(broadcast -> {
            assertThat(broadcast.event()).isEqualTo(event.wire());
            assertThat(broadcast.sequence()).isEqualTo(37);
            assertThat(broadcast.emptied()).isEmpty();
            assertThat(broadcast.args()).hasSize(2);
            assertThat(broadcast.args().get(1)).hasToString("\"e1-11\"");
            assertThat(broadcast.rooms()).isEqualTo(rooms(broadcast.namespace(), event.wire()));
        });
    }

    @ParameterizedTest
    @EnumSource(EventName.class)
    void everyEventOfTheHubIsForTheNativeClientsOrForOthersAndKnownThere(EventName name) {
        Set<EventName> told = PortalSamples.committed().values().stream()
                .map(CommittedEvent::name)
                .collect(Collectors.toCollection(() -> EnumSet.of(EventName.PROJECT_DELETED, EventName.TASK_RUN)));

        assertThat(name.isNative() || told.contains(name)).isTrue();
        if (!told.contains(name)) {
            assertThat(dialect.render(PortalSamples.event(name, Map.of("id", "x"))))
                    .isEqualTo(Deliveries.NONE);
        }
    }

    @Test
    void aDeletedProjectsRoomsAreEmptiedAndNobodyIsToldAnything() {
        List<Broadcast> broadcasts = dialect.render(
                        PortalSamples.event(EventName.PROJECT_DELETED, Map.of("id", PortalSamples.PROJECT)))
                .broadcasts();

        assertThat(broadcasts).allMatch(Broadcast::silent);
        assertThat(broadcasts)
                .extracting(Broadcast::namespace)
                .containsExactlyInAnyOrder("/portal", "/project/{name}", "/chat/{name}", "/monitoring");
        for (Broadcast broadcast : broadcasts) {
            Set<String> rooms = new HashSet<>();
            committed().forEach(file -> render(file).broadcasts().stream()
                    .filter(told -> told.namespace().equals(broadcast.namespace()))
                    .forEach(told -> rooms.addAll(told.rooms())));
            rooms.remove("audience:*");
            assertThat(broadcast.emptied()).as(broadcast.namespace()).containsAll(rooms);
        }
    }

    @Test
    void anEventIsToldOnceInEachDialect() {
        CommittedEvent event = Objects.requireNonNull(PortalSamples.committed().get("task_update"));
        Dialects.Rendering rendering = new Dialects(List.of(new MaestroDialect(), dialect)).render(event);

        assertThat(rendering.failed()).isEmpty();
        assertThat(rendering.deliveries().broadcasts().stream()
                        .map(broadcast -> broadcast.namespace() + " " + broadcast.event()))
                .containsExactlyInAnyOrder(
                        "/ui task:updated",
                        "/mobile task:updated",
                        "/portal task_update",
                        "/project/{name} task_update");
    }

    @Test
    void aProjectIsCalledByTheNameItHasAndElseByItsId() {
        names.put(PortalSamples.PROJECT, "renamed");
        assertThat(projectName()).isEqualTo("renamed");
        names.clear();
        assertThat(projectName()).isEqualTo(PortalSamples.PROJECT);
    }

    @Test
    void whatTheFeederCountsAndWhoIsAtWorkIsTaken() {
        JsonNode output = payload(PortalSamples.event(
                EventName.TEST_OUTPUT,
                Map.of("cycleId", "c", "outputType", "stdout", "content", "x", "sequenceNumber", 5)));
        assertThat(output.path("sequence_number").asLong()).isEqualTo(5);
        JsonNode update =
                payload(Objects.requireNonNull(PortalSamples.committed().get("task_update")));
        assertThat(update.path("agent_type").asText()).isEqualTo("coder");
    }

    private String projectName() {
        return payload(Objects.requireNonNull(PortalSamples.committed().get("state_change")))
                .path("project_name")
                .asText();
    }

    private JsonNode payload(CommittedEvent event) {
        return dialect.render(event).broadcasts().get(0).args().get(0).tree();
    }

    private Deliveries render(String file) {
        return dialect.render(Objects.requireNonNull(PortalSamples.committed().get(file), file));
    }

    private JsonBytes rendered(String file) {
        return PortalSamples.committed().containsKey(file)
                ? render(file).broadcasts().get(0).args().get(0)
                : JsonBytes.of(Objects.requireNonNull(PortalSamples.live().get(file), file));
    }

    private static String golden(String file) throws IOException {
        return new String(PortalApi.resource(file + ".json"), StandardCharsets.UTF_8).strip();
    }

    private static Set<String> fieldNames(JsonNode payload) {
        Set<String> names = new HashSet<>();
        payload.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> rooms(String namespace, String event) {
        return switch (namespace) {
            case "/portal", "/project/{name}" -> Set.of("project:p1", "event:" + event + ":p1");
            case "/chat/{name}" -> Set.of("project:p1");
            case "/monitoring" -> Set.of("audience:p1", "audience:*");
            case "/admin" -> Set.of("hub:watchers");
            default -> throw new AssertionError(namespace);
        };
    }
}
