package dev.maestro.server.domain.project;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Project;
import dev.maestro.server.domain.Access;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Services;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProjectNamesTest {
    @RegisterExtension
    final Services hub = new Services();

    private final ProjectNames names = hub.members.names();

    @Test
    void aProjectIsCalledWhatTheFeedHasToldLast() {
        told("p1", "first", 1);
        hub.members.learn(document("p1", "second", 2));
        assertThat(names.of("p1")).as("of a change that the feed has not told").isEqualTo("first");

        told("p1", "second", 2);
        assertThat(names.of("p1")).isEqualTo("second");
        assertThat(names.idsOf("first")).isEmpty();
        assertThat(names.idsOf("second")).containsExactly("p1");
    }

    @Test
    void aProjectNobodyKnowsIsCalledByItsId() {
        assertThat(names.of("p9")).isEqualTo("p9");
        assertThat(names.idsOf("p9")).isEmpty();
    }

    @Test
    void theNameOfAProjectThatIsGoneIsKnownAWhileLonger() {
        told("p1", "gone", 1);
        told("p2", "gone", 1);
        hub.members.forget("p1");

        assertThat(names.of("p1")).isEqualTo("gone");
        assertThat(names.idsOf("gone")).containsExactly("p2");

        for (int i = 0; i < 1_000; i++) {
            told("x" + i, "other", 1);
            hub.members.forget("x" + i);
        }
        assertThat(names.of("p1")).as("a thousand went after it").isEqualTo("p1");
        assertThat(names.of("x0")).isEqualTo("other");
    }

    @Test
    void whatWasReadFromTheStoreStandsUntilTheFeedIsThatFar() {
        String id = hub.project().id();
        hub.projects.patch(ANYONE, id, json("{'name':'second'}"), Expected.ANY);
        hub.members.reload(hub.backend);
        told(id, "first", 1);

        assertThat(names.of(id)).isEqualTo("second");
    }

    @Test
    void aProjectIsFoundByNameWhetherOrNotTheFeedHasTold() {
        String id = create("made just now");
        assertThat(hub.projects.idOf(ANYONE, "made just now")).isEqualTo(id);

        hub.members.reload(hub.backend);
        assertThat(hub.projects.idOf(ANYONE, "made just now")).isEqualTo(id);
        assertThat(hub.projects.idOf(ANYONE, id)).isEqualTo(id);
    }

    @Test
    void whatIsNotCalledSoAnyMoreIsNotFound() {
        String id = create("before");
        hub.members.reload(hub.backend);
        hub.projects.patch(ANYONE, id, json("{'name':'after'}"), Expected.ANY);
        assertMissing(ANYONE, "before");
        assertThat(hub.projects.idOf(ANYONE, "after")).isEqualTo(id);

        hub.projects.delete(ANYONE, id, Expected.ANY);
        assertMissing(ANYONE, "after");
        String next = create("before");
        assertThat(hub.projects.idOf(ANYONE, "before"))
                .as("not yet told, while an old one is")
                .isEqualTo(next);
    }

    @Test
    void ofSeveralOfOneNameOnlyThoseOneMaySeeCount() {
        String mine = create("twice");
        String other = create("twice");
        Caller me = Caller.of("me", only(mine));
        Caller stranger = Caller.of("you", only("p9"));
        for (int told = 0; told < 2; told++) {
            assertThat(hub.projects.idOf(me, "twice")).isEqualTo(mine);
            assertMissing(stranger, "twice");
            assertThatThrownBy(() -> hub.projects.idOf(ANYONE, "twice"))
                    .isInstanceOf(HubException.class)
                    .hasMessage("2 projects have that name; use the id");
            hub.members.reload(hub.backend);
        }
        assertThat(names.idsOf("twice")).containsExactlyInAnyOrder(mine, other);
    }

    @Test
    void ofVeryManyOfOneNameNoneIsLookedAtByItself() {
        for (int i = 0; i < 17; i++) {
            create("many");
        }
        hub.members.reload(hub.backend);

        assertThatThrownBy(() -> hub.projects.idOf(ANYONE, "many"))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("17 projects");
    }

    private void assertMissing(Caller caller, String name) {
        assertThatThrownBy(() -> hub.projects.idOf(caller, name))
                .isInstanceOf(HubException.class)
                .hasMessage("Project not found");
    }

    private String create(String name) {
        return hub.projects.create(ANYONE, json("{'name':'" + name + "'}")).id();
    }

    private void told(String id, String name, long version) {
        boolean unused = hub.members.told(document(id, name, version));
    }

    private static JsonBytes document(String id, String name, long version) {
        return JsonBytes.of(new Project(id, id, version, name, "", "", List.of(), 1, 1));
    }

    private static Access only(String id) {
        return new Access() {
            @Override
            public boolean all() {
                return false;
            }

            @Override
            public boolean sees(String projectId) {
                return projectId.equals(id);
            }

            @Override
            public Set<String> projectIds() {
                return Set.of(id);
            }
        };
    }
}
