package dev.maestro.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private RestClient rest;
    private String project;
    private String task;
    private String session;

    @BeforeEach
    void start() {
        rest = RestClient.start();
        project = rest.made("/api/projects", "{'name':'P'}");
        task = rest.made("/api/tasks", "{'projectId':'" + project + "','title':'T'}");
        session = rest.made("/api/sessions", "{'projectId':'" + project + "','name':'S'}");
    }

    @AfterEach
    void stop() {
        rest.close();
    }

    @Test
    void documentationListsExactlyTheRoutesThereAre() throws IOException {
        String page = Files.readString(Path.of("../docs/protocol/rest.md"));
        List<String> documented = Pattern.compile("^\\| `((?:GET|POST|PUT|PATCH|DELETE) /[^`]*)`", Pattern.MULTILINE)
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .map(row -> row.substring(3, row.length() - 1))
                .toList();
        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(rest.routeNames().stream()
                        .filter(name -> !name.startsWith("HEAD "))
                        .toList());
    }

    @Test
    void projects() {
        assertThat(rest.json("/api/projects")).hasSize(1);
        assertThat(ok("PATCH", "/api/projects/" + project, "{'description':'D'}")
                        .path("name")
                        .asText())
                .isEqualTo("P");
        assertThat(ok("PUT", "/api/projects/" + project, "{'name':'Q'}")
                        .path("description")
                        .asText())
                .isEmpty();
        assertThat(ok("DELETE", "/api/projects/" + project, "").path("success").asBoolean())
                .isTrue();
        assertThat(rest.json("/api/tasks")).isEmpty();
    }

    @Test
    void tasks() {
        String one = "/api/tasks/" + task;
        assertThat(rest.json("/api/tasks?projectId=" + project + "&status=pending"))
                .hasSize(1);
        assertThat(ok("PATCH", one, "{'status':'completed','completedAt':5}")
                        .path("completedAt")
                        .asLong())
                .isEqualTo(5);
        assertThat(ok("POST", one + "/claim", "{'sessionId':'" + session + "'}")
                        .path("claimedBy")
                        .asText())
                .isEqualTo(session);
        String other = rest.made("/api/sessions", "{'projectId':'" + project + "'}");
        HttpResponse<String> lost = rest.post(one + "/claim", "{'sessionId':'" + other + "'}");
        assertThat(lost.statusCode()).isEqualTo(409);
        assertThat(RestClient.parse(lost.body())
                        .path("current")
                        .path("claimedBy")
                        .asText())
                .isEqualTo(session);
        assertThat(ok("DELETE", one + "/claim?sessionId=" + session, "")
                        .path("claimedBy")
                        .isNull())
                .isTrue();
        rest.made(one + "/timeline", "{'message':'hello'}");
        String subtask = one + "/subtasks/" + rest.made(one + "/subtasks", "{'title':'S'}");
        assertThat(ok("PATCH", subtask, "{'completed':true}").path("completed").asBoolean())
                .isTrue();
        ok("DELETE", subtask, "");
        ok("DELETE", one, "");
        assertThat(rest.get(one).statusCode()).isEqualTo(404);
    }

    @Test
    void sessions() {
        String one = "/api/sessions/" + session;
        assertThat(rest.json("/api/sessions?projectId=" + project + "&status=running"))
                .hasSize(1);
        assertThat(ok("POST", one + "/tasks/" + task, "")
                        .path("taskIds")
                        .path(0)
                        .asText())
                .isEqualTo(task);
        assertThat(rest.json("/api/tasks?sessionId=" + session)).hasSize(1);
        assertThat(ok("DELETE", one + "/tasks/" + task, "").path("taskIds")).isEmpty();
        rest.made(one + "/events", "{'type':'log'}");
        ok("POST", one + "/report", "{'type':'progress','message':'half'}");
        String modal = one + "/modal/" + rest.made(one + "/modal", "{'title':'M','html':'h'}");
        assertThat(ok("POST", modal + "/action", "{'action':'ok'}")
                        .path("action")
                        .asText())
                .isEqualTo("ok");
        ok("DELETE", modal, "");
        ok("PATCH", one, "{'status':'stopped'}");
        ok("DELETE", one, "");
        String spawned = rest.made("/api/sessions/spawn", "{'projectId':'" + project + "','taskIds':['" + task + "']}");
        String claim = "/api/sessions/" + spawned + "/claim-spawn";
        ok("POST", claim, "{'claimant':'a'}");
        assertThat(rest.post(claim, "{'claimant':'b'}").statusCode()).isEqualTo(409);
    }

    @Test
    void teamAndMailAndState() {
        String member =
                "/api/team-members/" + rest.made("/api/team-members", "{'projectId':'" + project + "','name':'N'}");
        ok("PATCH", member, "{'role':'r'}");
        assertThat(ok("POST", member + "/archive", "").path("archived").asBoolean())
                .isTrue();
        assertThat(rest.json("/api/team-members?archived=true&projectId=" + project))
                .hasSize(1);
        assertThat(rest.json(member).path("role").asText()).isEqualTo("r");
        String mail = "/api/mail/" + rest.made("/api/mail", "{'toSessionId':'" + session + "','subject':'S'}");
        assertThat(rest.json(mail).path("type").asText()).isEqualTo("directive");
        assertThat(rest.json("/api/mail?projectId=" + project + "&sessionId=" + session))
                .hasSize(1);
        JsonNode state = rest.json("/api/state?projectId=" + project);
        assertThat(state.path("mail")).hasSize(1);
        assertThat(state.path("offset").asText()).isNotEmpty();
        ok("DELETE", mail, "");
        ok("DELETE", member, "");
    }

    private JsonNode ok(String method, String path, String json) {
        RestClient.Request request = json.isEmpty() ? rest.request(method, path) : rest.request(method, path, json);
        HttpResponse<String> answer = request.send();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return RestClient.parse(answer.body());
    }
}
