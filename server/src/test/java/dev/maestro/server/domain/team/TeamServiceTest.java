package dev.maestro.server.domain.team;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.model.Project;
import dev.maestro.protocol.model.TeamMember;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.Services;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TeamServiceTest {
    @RegisterExtension
    final Services hub = new Services();

    private final Project project = hub.project();

    @Test
    void membersAreMadeChangedArchivedAndDeleted() {
        TeamMember[] made = new TeamMember[1];
        assertThat(hub.namesOf(() -> made[0] = hub.team
                        .create(ANYONE, json("{'projectId':'" + project.id() + "','name':'N','role':'r'}"))
                        .body()
                        .as(TeamMember.class)))
                .containsExactly("team_member:created");
        String id = made[0].id();
        assertThat(id).startsWith("tm_");
        assertThat(hub.namesOf(() -> hub.team.patch(ANYONE, id, json("{'role':'x'}"), Expected.ANY)))
                .containsExactly("team_member:updated");
        assertThat(hub.namesOf(() -> hub.team.archive(ANYONE, id))).containsExactly("team_member:archived");
        assertThat(hub.namesOf(() -> hub.team.archive(ANYONE, id))).isEmpty();
        assertThat(count(true)).isEqualTo(1);
        assertThat(count(false)).isZero();
        assertThat(hub.namesOf(() -> hub.team.patch(ANYONE, id, json("{'archived':false}"), Expected.ANY)))
                .containsExactly("team_member:updated");
        assertThat(hub.namesOf(() -> hub.team.delete(ANYONE, id, Expected.ANY))).containsExactly("team_member:deleted");
    }

    private int count(boolean archived) {
        return hub.team
                .list(ANYONE, project.id(), Optional.of(archived), Page.FIRST)
                .documents()
                .size();
    }
}
