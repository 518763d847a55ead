package dev.maestro.server.domain.workflow;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.model.Workflow;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.domain.Access;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Services;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WorkflowServiceTest {
    @RegisterExtension
    final Services hub = new Services();

    private final String project = hub.project().id();

    @Test
    void isIdleAtVersion0UntilSomebodySetsIt() {
        Workflow workflow = workflow();
        assertThat(workflow.state()).isEqualTo("idle");
        assertThat(workflow.version()).isZero();
        assertThat(workflow.changedBy()).isNull();
        assertThat(hub.workflows.get(ANYONE, project).version()).isZero();
    }

    @Test
    void anotherStateIsNewsThatSaysWhoAndWhy() {
        List<CommittedEvent> events =
                hub.eventsOf(() -> set("{'state':'review','reason':'ready','command':'/state review'}"));
        assertThat(events).hasSize(1);
        assertThat(events.get(0).name().wire()).isEqualTo("workflow:changed");
        assertThat(events.get(0).data())
                .isEqualTo(Services.bytes(
                        "{'oldState':'idle','newState':'review','triggeredBy':'local','command':'/state review',"
                                + "'reason':'ready'}"));
        assertThat(workflow().state()).isEqualTo("review");
        assertThat(workflow().reason()).isEqualTo("ready");
        assertThat(workflow().version()).isEqualTo(1);
    }

    @Test
    void theStateItIsInIsNoNews() {
        assertThat(hub.eventsOf(() -> set("{'state':'idle','reason':'why'}"))).isEmpty();
        assertThat(workflow().version()).isZero();
        set("{'state':'a','reason':'why'}");
        assertThat(hub.eventsOf(() -> set("{'state':'a'}"))).isEmpty();
        assertThat(workflow().reason()).isEqualTo("why");
        set("{'state':'b'}");
        assertThat(workflow().reason()).isNull();
    }

    @Test
    void versionsCountFrom0() {
        assertStale(() -> hub.workflows.set(ANYONE, project, json("{'state':'a'}"), Expected.oneOf(Set.of(1L))));
        hub.workflows.set(ANYONE, project, json("{'state':'a'}"), Expected.oneOf(Set.of(0L)));
        assertStale(() -> set("{'state':'b','version':2}"));
        set("{'state':'b','version':1}");
        String other = hub.project().id();
        hub.workflows.set(ANYONE, other, json("{'state':'a','version':0}"), Expected.ANY);
    }

    @Test
    void badStatesAreRefused() {
        for (String bad : List.of("{}", "{'state':' '}", "{'state':1}", "{'state':'a','more':1}", "{'state':'\\n'}")) {
            assertThatThrownBy(() -> set(bad)).as(bad).isInstanceOf(HubException.class);
        }
        assertThatThrownBy(() -> set("{'state':'" + "x".repeat(201) + "'}")).hasMessageContaining("at most 200");
        set("{'state':'" + "x".repeat(200) + "'}");
    }

    @Test
    void ofAProjectThatIsNotSeenThereIsNone() {
        Caller stranger = Caller.of("s", Access.to(Set.of()));
        assertThatThrownBy(() -> hub.workflows.get(stranger, project)).hasMessageContaining("no project");
        assertThatThrownBy(() -> hub.workflows.set(stranger, project, json("{'state':'a'}"), Expected.ANY))
                .hasMessageContaining("no project");
    }

    private static void assertStale(Runnable change) {
        assertThatThrownBy(change::run).hasMessageContaining("workflow is at version");
    }

    private Workflow workflow() {
        return hub.workflows.get(ANYONE, project).body().as(Workflow.class);
    }

    private void set(String json) {
        hub.workflows.set(ANYONE, project, json(json), Expected.ANY);
    }
}
