package dev.maestro.server.domain.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Project;
import dev.maestro.server.domain.Access;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Services;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProjectMembersTest {
    @RegisterExtension
    final Services services = new Services();

    private final ProjectMembers members = ProjectMembers.load(services.backend);

    @Test
    void aMemberIsKnownByIdOrByAddressInAnyCase() {
        members.learn(project("p1", 1, "ada", "Bob@Example.org"));

        assertThat(members.includes("p1", "ada", null)).isTrue();
        assertThat(members.includes("p1", "u7", "bob@example.ORG")).isTrue();
        assertThat(members.includes("p1", "Ada", null)).as("ids are exact").isFalse();
        assertThat(members.includes("p1", "u8", "eve@example.org")).isFalse();
        assertThat(members.includes("p2", "ada", null)).isFalse();
        assertThat(members.projectsOf("ada", "bob@example.org")).containsExactly("p1");
    }

    @Test
    void aProjectThatANewerHubHasAddedFieldsToIsReadToo() {
        String text = project("p1", 1, "ada").toString();
        String more = text.substring(0, text.length() - 1) + ",\"addedLater\":{\"a\":1}}";

        assertThat(members.told(JsonBytes.ofUtf8(more.getBytes(StandardCharsets.UTF_8))))
                .isTrue();
        assertThat(members.includes("p1", "ada", null)).isTrue();
    }

    @Test
    void theLaterVersionStandsInWhateverOrderTheyCome() {
        members.learn(project("p1", 2));
        members.learn(project("p1", 1, "ada"));

        assertThat(members.includes("p1", "ada", null)).isFalse();
    }

    @Test
    void whatTheFeedTellsIsAChangeEvenIfTheMakerTaughtItBefore() {
        members.learn(project("p1", 1, "ada"));

        assertThat(members.told(project("p1", 1, "ada"))).isTrue();
        assertThat(members.told(project("p1", 2, "ada")))
                .as("only the name changed")
                .isFalse();
        assertThat(members.told(project("p1", 3))).isTrue();
    }

    @Test
    void aLateDocumentBringsNoDeletedProjectBack() {
        members.learn(project("p1", 1, "ada"));
        members.forget("p1");
        members.learn(project("p1", 2, "ada"));

        assertThat(members.projectsOf("ada", null)).isEmpty();
    }

    @Test
    void theyAreReadFromTheStore() {
        for (int i = 0; i < 3; i++) {
            services.projects.create(Caller.HUB, Services.json("{\"name\": \"P\", \"members\": [\"ada\"]}"));
        }

        members.reload(services.backend);

        assertThat(members.projectsOf("ada", null)).hasSize(3);
    }

    @Test
    void whoWasReadAndIsTakenOutIsAChange() {
        Project stored = services.projects
                .create(Caller.HUB, Services.json("{\"name\": \"P\", \"members\": [\"ada\"]}"))
                .body()
                .as(Project.class);

        members.reload(services.backend);

        assertThat(members.told(project(stored.id(), 2))).isTrue();
    }

    @Test
    void whatIsGoneIsForgottenWhenTheyAreReadAnew() {
        members.learn(project("p1", 1, "ada"));

        members.reload(services.backend);

        assertThat(members.projectsOf("ada", null)).isEmpty();
    }

    @Test
    void whoeverMayNotSeeEverythingBecomesAMemberOfWhatTheyMake() {
        ProjectMembers live = services.members;
        Caller ada = new Caller("ada", "user:ada", new MemberAccess(live, "ada"), null, "ada", null);

        String id = services.projects
                .create(ada, Services.json("{\"name\": \"P\", \"members\": [\"bob\"]}"))
                .id();

        assertThat(services.projects.get(ada, id).body().as(Project.class).members())
                .containsExactly("bob", "ada");
        assertThat(live.includes(id, "bob", null)).isTrue();
    }

    private record MemberAccess(ProjectMembers members, String name) implements Access {
        @Override
        public boolean all() {
            return false;
        }

        @Override
        public boolean sees(String projectId) {
            return members.includes(projectId, name, null);
        }

        @Override
        public Set<String> projectIds() {
            return members.projectsOf(name, null);
        }
    }

    private static JsonBytes project(String id, long version, String... members) {
        return JsonBytes.of(new Project(id, id, version, "P", "", "", List.of(members), 1, 1));
    }
}
