package dev.maestro.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.model.Project;
import dev.maestro.server.domain.Services;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The person at this machine, who may be several people of the portal: docs/protocol/portal.md, "Projects". */
class LocalPersonTest {
    @RegisterExtension
    final RunningNamespaces hub = RunningNamespaces.usual();

    @Test
    void isSomebodyOfTheNameItCallsItself() throws Exception {
        Project project = hub.services.project();
        NamespaceClient ann = hub.client().in("/portal", "{}");
        NamespaceClient bob = hub.client().in("/project/" + project.id(), "{}");

        assertThat(join(ann, "/portal", project, "ann").path("active_users").asInt())
                .isEqualTo(1);
        assertThat(join(bob, "/project/" + project.id(), project, "bob")
                        .path("active_users")
                        .asInt())
                .isEqualTo(2);
        assertThat(ann.hear("/portal", "user_joined").path("user_id").asText()).isEqualTo("bob");
        bob.ask("/project/" + project.id(), "leave_project", "{'project_name':'" + project.id() + "'}");
        assertThat(ann.hear("/portal", "user_left").path("user_id").asText()).isEqualTo("bob");
    }

    @Test
    void isNobodyElseWhileItIsInAnotherProject() throws Exception {
        Project project = hub.services.project();
        Project other = hub.services
                .projects
                .create(Services.ANYONE, Services.json("{'name':'Other'}"))
                .body()
                .as(Project.class);
        NamespaceClient ann = hub.client().in("/portal", "{}");
        join(ann, "/portal", project, "ann");
        assertThat(join(ann, "/portal", other, "bob").path("code").asText()).isEqualTo("conflict");
        assertThat(join(ann, "/portal", other, "ann").path("success").asBoolean())
                .isTrue();
    }

    @Test
    void isTheUserItNamesByAToken() throws Exception {
        Project project = hub.services.project();
        hub.issue("eve", RunningNamespaces.user("eve", project.id()));
        NamespaceClient client = hub.client().in("/portal", "{}");
        NamespaceClient watching = hub.client().in("/portal", "{}");
        join(watching, "/portal", project, "watcher");
        join(client, "/portal", project, "ann");
        assertThat(watching.hear("/portal", "user_joined").path("user_id").asText())
                .isEqualTo("ann");
        client.ask("/portal", "authenticate", "{'token':'eve'}");
        assertThat(watching.hear("/portal", "user_left").path("user_id").asText())
                .isEqualTo("ann");
        assertThat(watching.hear("/portal", "user_joined").path("user_id").asText())
                .isEqualTo("eve");
    }

    private static JsonNode join(NamespaceClient client, String namespace, Project project, String name)
            throws Exception {
        return client.ask(
                namespace, "join_project", "{'project_name':'" + project.id() + "','user_id':'" + name + "'}");
    }
}
