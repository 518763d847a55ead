package dev.maestro.server.domain.project;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.model.Project;
import dev.maestro.protocol.model.Session;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Services;
import dev.maestro.server.domain.state.StateSnapshot;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProjectServiceTest {
    @RegisterExtension
    final Services hub = new Services();

    @Test
    void patchMergesAndReplaceForgets() {
        Project project = hub.project();
        hub.projects.patch(ANYONE, project.id(), json("{'workingDir':'/w','members':['u','u']}"), Expected.ANY);
        Project replaced = hub.projects
                .replace(ANYONE, project.id(), json("{'name':'Q'}"), Expected.ANY)
                .body()
                .as(Project.class);
        assertThat(replaced.name() + replaced.workingDir()).isEqualTo("Q");
        assertThat(replaced.members()).isEmpty();
        assertThat(replaced.version()).isEqualTo(3);
        assertThat(replaced.createdAt()).isEqualTo(project.createdAt());
    }

    @Test
    void deletingTakesEverythingAlongAndIsToldLast() {
        Project project = hub.project();
        String other = hub.task(hub.project()).id();
        Session session = hub.session(project, hub.task(project).id());
        hub.team.create(ANYONE, json("{'projectId':'" + project.id() + "','name':'N'}"));
        hub.mail.send(ANYONE, json("{'toSessionId':'" + session.id() + "','subject':'S'}"));
        hub.modals.open(ANYONE, session.id(), json("{'title':'M','html':'h'}"));
        plantDocuments(project.id(), session.taskIds().get(0));
        assertThat(hub.namesOf(() -> hub.projects.delete(ANYONE, project.id(), Expected.ANY)))
                .containsExactly(
                        "mail:deleted",
                        "session:modal_closed",
                        "task:deleted",
                        "session:deleted",
                        "team_member:deleted",
                        "project:deleted");
        assertThat(hub.task(other).title()).isEqualTo("T");
        assertThat(hub.backend
                        .snapshot(project.id(), EnumSet.allOf(DocumentKind.class))
                        .documents())
                .isEmpty();
    }

    private void plantDocuments(String id, String taskId) {
        hub.workflows.set(ANYONE, id, json("{'state':'busy'}"), Expected.ANY);
        String sprint = hub.sprints.create(ANYONE, id, json("{'name':'S'}")).id();
        hub.backlog.create(ANYONE, id, json("{'title':'T','sprintId':'" + sprint + "'}"));
        hub.approvals.request(ANYONE, id, json("{'taskId':'" + taskId + "','reason':'r'}"));
        String message = hub.chat
                .post(ANYONE, id, json("{'type':'message','content':'c'}"))
                .id();
        hub.threads.open(ANYONE, id, json("{'parentMessageId':'" + message + "'}"));
        assertThat(hub.backend.snapshot(id, EnumSet.allOf(DocumentKind.class)).documents().stream()
                        .map(stored -> stored.key().kind()))
                .contains(
                        DocumentKind.WORKFLOW,
                        DocumentKind.BACKLOG,
                        DocumentKind.STORY,
                        DocumentKind.SPRINT,
                        DocumentKind.APPROVAL,
                        DocumentKind.MESSAGE,
                        DocumentKind.THREAD);
    }

    @Test
    void deletingUnderConcurrentCreationLeavesNothing() throws Exception {
        for (int round = 0; round < 10; round++) {
            Project project = hub.project();
            List<Object> results = Services.atOnce(9, i -> {
                if (i == 4) {
                    return hub.projects.delete(ANYONE, project.id(), Expected.ANY);
                }
                hub.workflows.set(ANYONE, project.id(), json("{'state':'s" + i + "'}"), Expected.ANY);
                hub.backlog.create(ANYONE, project.id(), json("{'title':'T'}"));
                for (int n = 0; n < 10; n++) {
                    hub.session(project, hub.task(project).id());
                }
                return "made";
            });
            assertThat(results.get(4)).isInstanceOf(Answer.class);
            assertThat(hub.backend
                            .snapshot(project.id(), EnumSet.allOf(DocumentKind.class))
                            .documents())
                    .isEmpty();
        }
    }

    @Test
    void stateHoldsEverythingOfTheProjectAndItsPlaceInTheFeed() {
        Project project = hub.project();
        hub.task(hub.project());
        Session session = hub.session(project, hub.task(project).id());
        hub.mail.send(ANYONE, json("{'toSessionId':'" + session.id() + "','subject':'S'}"));
        Answer modal = hub.modals.open(ANYONE, session.id(), json("{'title':'M','html':'h'}"));
        StateSnapshot state = hub.state.snapshot(ANYONE, project.id());
        JsonNode json = state.json().tree();
        assertThat(json.path("success").asBoolean()).isTrue();
        assertThat(json.path("tasks")).hasSize(1);
        assertThat(json.path("sessions")).hasSize(1);
        assertThat(json.path("mail")).hasSize(1);
        assertThat(json.path("teamMembers").isArray()).isTrue();
        assertThat(json.path("terminals").isArray()).isTrue();
        assertThat(json.path("modals")).containsExactly(modal.body().tree());
        assertThat(json.path("offset").asText()).isEqualTo(state.offset().text());
        assertThat(state.offset()).isEqualTo(hub.backend.feed().head());
    }
}
