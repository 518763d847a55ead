package dev.maestro.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.model.Project;
import dev.maestro.protocol.model.Session;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.ProjectAccess;
import dev.maestro.server.namespace.event.ClientCatalogue;
import dev.maestro.server.namespace.event.ClientEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The namespaces take what the catalogue says, and nothing else. */
class ClientNamespacesTest {
    private static final Set<String> TAKING_ANYTHING = Set.of("typing_start", "typing_stop");

    private final AtomicLong looks = new AtomicLong();

    @RegisterExtension
    final RunningNamespaces hub = RunningNamespaces.with(
            // Each event comes long after the one before, so that none is too much.
            new RunningNamespaces.Settings(Duration.ofMinutes(10), Duration.ofSeconds(10))
                    .at(() -> looks.addAndGet(Duration.ofSeconds(6).toNanos())));

    static Set<String> namespaces() {
        return ClientCatalogue.NAMESPACES.keySet();
    }

    @ParameterizedTest
    @MethodSource("namespaces")
    void everyEventIsTakenWhereTheCatalogueSaysAndNowhereElse(String template) throws Exception {
        Project project = hub.services.project();
        Session session = hub.services.session(project);
        hub.issue(
                "token",
                new Principal(Principal.Kind.USER, "ann", null, ProjectAccess.ALL, Set.copyOf(Permission.ALL), null));
        String namespace = template.replace("{name}", project.id());
        NamespaceClient client = hub.client()
                .in(
                        namespace,
                        "{'token':'token','projectId':'%s','sessionId':'%s'}".formatted(project.id(), session.id()));

        for (String name : names(ClientCatalogue.NAMESPACES.values().stream()
                .flatMap(Collection::stream)
                .toList())) {
            JsonNode answer = client.ask(namespace, name, "7");
            boolean unknown = answer.path("error").asText().startsWith("there is no event");
            if (unknown || !TAKING_ANYTHING.contains(name)) {
                assertThat(answer.path("code").asText()).as(name).isEqualTo("invalid");
            }
            assertThat(!unknown)
                    .as(name)
                    .isEqualTo(names(ClientCatalogue.NAMESPACES.getOrDefault(template, List.of()))
                            .contains(name));
        }
    }

    private static Set<String> names(Collection<ClientEvent<?>> events) {
        return events.stream().map(ClientEvent::name).collect(Collectors.toSet());
    }
}
