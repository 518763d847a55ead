package dev.maestro.server.domain.chat;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.model.Project;
import dev.maestro.protocol.model.Workflow;
import dev.maestro.server.access.Callers;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Services;
import dev.maestro.server.domain.chat.BuiltInCommands.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuiltInCommandsTest {
    @RegisterExtension
    final Services hub = new Services();

    private final Project owner = hub.project();
    private final String project = owner.id();
    private final BuiltInCommands commands = new BuiltInCommands(
            hub.workflows, hub.sprints, hub.approvals, hub.tasks, of -> List.of("deploy", "help", of));

    @Test
    void helpShowsWhatThereIs() {
        assertThat(done("/help").path("commands").findValuesAsText("name"))
                .containsExactlyInAnyOrder("help", "state", "sprint", "approve", "reject", "task", "deploy", project);
        assertThat(commands.names()).containsExactlyInAnyOrder("help", "state", "sprint", "approve", "reject", "task");
        assertThat(commands.run(ANYONE, project, CommandLine.of("/deploy now"))).isEmpty();
    }

    @Test
    void stateIsSetInTheWordsOfTheChat() {
        List<CommittedEvent> events = hub.eventsOf(() ->
                assertThat(done("/state in review").path("state").asText()).isEqualTo("in review"));
        assertThat(events).singleElement().satisfies(event -> assertThat(
                        event.data().tree().path("command").asText())
                .isEqualTo("/state in review"));
        assertThat(hub.workflows.get(ANYONE, project).body().as(Workflow.class).command())
                .isEqualTo("/state in review");
    }

    @Test
    void sprintsNeedNoIdWhereOneFits() {
        assertThat(failed("/sprint start")).isEqualTo("no sprint is planned");
        String id = sprint();
        assertThat(done("/sprint start").path("id").asText()).isEqualTo(id);
        assertThat(failed("/sprint start")).isEqualTo("no sprint is planned");
        String second = sprint();
        String third = sprint();
        assertThat(failed("/sprint start")).isEqualTo("several sprints are planned; name one");
        assertThat(failed("/sprint start " + second)).isEqualTo("sprint " + id + " is active");
        assertThat(done("/sprint stop").path("status").asText()).isEqualTo("ended");
        assertThat(done("/sprint start " + third).path("id").asText()).isEqualTo(third);
        assertThat(done("/sprint stop " + third).path("id").asText()).isEqualTo(third);
        assertThat(failed("/sprint stop")).isEqualTo("no sprint is active");
        assertThat(failed("/sprint start sprint_none")).isEqualTo("no sprint sprint_none");
    }

    @Test
    void approvalsAreAnsweredWithAComment() {
        String yes = approval();
        String no = approval();
        assertThat(done("/approve " + yes).path("status").asText()).isEqualTo("approved");
        assertThat(done("/reject " + no + " not  yet").path("comment").asText()).isEqualTo("not  yet");
        assertThat(failed("/approve " + no)).isEqualTo("the approval is rejected already, by local");
        assertThat(failed("/approve approval_none")).isEqualTo("no approval approval_none");
    }

    @Test
    void tasksAreMade() {
        assertThat(done("/task Fix the \"login\" page").path("title").asText()).isEqualTo("Fix the \"login\" page");
        assertThat(failed("/task " + "x".repeat(501))).contains("at most 500");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/state",
                "/sprint",
                "/sprint pause",
                "/sprint start a b",
                "/help x",
                "/approve",
                "/reject",
                "/task"
            })
    void whatIsUsedWronglySaysHowToUseIt(String line) {
        assertThat(failed(line)).startsWith("use it as /");
    }

    @Test
    void anAgentMayNotMoreThanElsewhere() {
        String id = approval();
        Caller agent = Callers.of(Principal.agent(hub.session(owner).id(), project));
        assertThat(run(agent, "/approve " + id).error()).isEqualTo("an agent may not answer approvals");
        assertThat(run(agent, "/sprint start " + sprint()).error()).isEqualTo("an agent may not change sprints");
        assertThat(run(agent, "/state busy").success()).isTrue();
    }

    private JsonNode done(String line) {
        Outcome outcome = run(ANYONE, line);
        assertThat(outcome.error()).as(line).isNull();
        assertThat(outcome.success()).isTrue();
        assertThat(outcome.result()).isNotNull();
        return outcome.result();
    }

    private String failed(String line) {
        Outcome outcome = run(ANYONE, line);
        assertThat(outcome.success()).as(line).isFalse();
        assertThat(outcome.result()).isNull();
        assertThat(outcome.error()).isNotNull();
        return outcome.error();
    }

    private Outcome run(Caller caller, String line) {
        return commands.run(caller, project, CommandLine.of(line)).orElseThrow();
    }

    private String sprint() {
        return hub.sprints.create(ANYONE, project, json("{'name':'S'}")).id();
    }

    private String approval() {
        return hub.approvals
                .request(ANYONE, project, json("{'taskId':'" + hub.task(owner).id() + "','reason':'why'}"))
                .id();
    }
}
