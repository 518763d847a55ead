package dev.maestro.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stands under a project, over one server; each test has a project of its own. */
class ProjectDocumentsTest {
    private static RestClient rest;

    private String project;
    private String in;

    @BeforeAll
    static void start() {
        rest = RestClient.start();
    }

    @AfterAll
    static void stop() {
        rest.close();
    }

    @BeforeEach
    void makeProject() {
        project = rest.made("/api/projects", "{'name':'P'}");
        in = "/api/projects/" + project;
    }

    @Test
    void aProjectGoesByItsNameToo() {
        String id = rest.made("/api/projects", "{'name':'Blue Whale'}");
        HttpResponse<String> made = rest.post("/api/projects/Blue%20Whale/sprints", "{'name':'S'}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String sprint = RestClient.parse(made.body()).path("id").asText();
        assertThat(made.headers().firstValue("Location")).contains("/api/projects/" + id + "/sprints/" + sprint);
        assertThat(rest.json("/api/projects/" + id + "/sprints")).hasSize(1);
        assertStatus(404, rest.get("/api/projects/Black%20Whale/sprints"));
        rest.made("/api/projects", "{'name':'Blue Whale'}");
        assertStatus(409, rest.get("/api/projects/Blue%20Whale/sprints"));
    }

    @Test
    void workflow() {
        HttpResponse<String> untouched = rest.get(in + "/workflow");
        assertThat(untouched.headers().firstValue("ETag")).contains("\"0\"");
        assertThat(RestClient.parse(untouched.body()).path("state").asText()).isEqualTo("idle");
        assertThat(rest.request("GET", in + "/workflow")
                        .header("If-None-Match", "\"0\"")
                        .send()
                        .statusCode())
                .isEqualTo(304);
        HttpResponse<String> set = rest.request("PATCH", in + "/workflow", "{'state':'review'}")
                .header("If-Match", "\"0\"")
                .send();
        assertThat(set.headers().firstValue("ETag")).contains("\"1\"");
        assertStatus(
                412,
                rest.request("PATCH", in + "/workflow", "{'state':'done'}")
                        .header("If-Match", "\"0\"")
                        .send());
        assertStatus(
                409,
                rest.request("PATCH", in + "/workflow", "{'state':'done','version':2}")
                        .send());
        assertStatus(
                400, rest.request("PATCH", in + "/workflow", "{'state':''}").send());
    }

    @Test
    void backlog() {
        String a = rest.made(in + "/backlog", "{'title':'a'}");
        String b = rest.made(in + "/backlog", "{'title':'b','position':0,'points':5}");
        assertThat(ids(rest.json(in + "/backlog"))).containsExactly(b, a);
        HttpResponse<String> page = rest.get(in + "/backlog?limit=1");
        String cursor = page.headers().firstValue("X-Next-Cursor").orElseThrow();
        assertThat(ids(rest.json(in + "/backlog?limit=1&cursor=" + cursor))).containsExactly(a);
        assertStatus(400, rest.get(in + "/backlog?cursor=x"));
        assertStatus(
                200,
                rest.request("PATCH", in + "/backlog/" + a, "{'position':0}").send());
        assertThat(ids(rest.json(in + "/backlog"))).containsExactly(a, b);
        assertStatus(
                412,
                rest.request("DELETE", in + "/backlog/" + a)
                        .header("If-Match", "\"9\"")
                        .send());
        assertStatus(200, rest.request("DELETE", in + "/backlog/" + a).send());
        assertStatus(404, rest.get(in + "/backlog/" + a));
        assertThat(rest.json(in + "/backlog/" + b).path("points").asInt()).isEqualTo(5);
    }

    @Test
    void sprints() {
        String one = rest.made(in + "/sprints", "{'name':'1','goal':'g'}");
        String two = rest.made(in + "/sprints", "{'name':'2'}");
        assertStatus(200, rest.post(in + "/sprints/" + one + "/start", ""));
        JsonNode conflict = assertStatus(409, rest.post(in + "/sprints/" + two + "/start", ""));
        assertThat(conflict.path("current").path("id").asText()).isEqualTo(one);
        assertThat(ids(rest.json(in + "/sprints?status=active"))).containsExactly(one);
        assertStatus(200, rest.post(in + "/sprints/" + one + "/stop", ""));
        assertStatus(409, rest.post(in + "/sprints/" + one + "/stop", ""));
        assertStatus(
                200,
                rest.request("PATCH", in + "/sprints/" + two, "{'endsAt':null}").send());
        assertStatus(200, rest.request("DELETE", in + "/sprints/" + two).send());
        assertStatus(400, rest.get(in + "/sprints?status=else"));
        assertStatus(400, rest.post(in + "/sprints/" + one + "/start", "{'now':true}"));
    }

    @Test
    void approvals() {
        String task = rest.made("/api/tasks", "{'projectId':'" + project + "','title':'T'}");
        String id = rest.made(in + "/approvals", "{'taskId':'" + task + "','reason':'why'}");
        assertThat(ids(rest.json(in + "/approvals?status=pending"))).containsExactly(id);
        assertStatus(400, rest.post(in + "/approvals/" + id + "/resolve", "{}"));
        JsonNode approved =
                assertStatus(200, rest.post(in + "/approvals/" + id + "/resolve", "{'approved':true,'comment':'ok'}"));
        assertThat(approved.path("status").asText()).isEqualTo("approved");
        JsonNode conflict = assertStatus(409, rest.post(in + "/approvals/" + id + "/resolve", "{'approved':false}"));
        assertThat(conflict.path("current")).isEqualTo(rest.json(in + "/approvals/" + id));
    }

    @Test
    void chat() {
        String first = rest.made(in + "/messages", "{'type':'message','content':'a'}");
        HttpResponse<String> opened = rest.post(in + "/threads", "{'parentMessageId':'" + first + "'}");
        assertThat(opened.statusCode()).isEqualTo(201);
        assertThat(rest.post(in + "/threads", "{'parentMessageId':'" + first + "'}")
                        .statusCode())
                .isEqualTo(200);
        String thread = RestClient.parse(opened.body()).path("id").asText();
        String reply = rest.made(in + "/messages", "{'type':'thread_reply','content':'b','threadId':'" + thread + "'}");
        assertThat(ids(rest.json(in + "/messages"))).containsExactly(reply, first);
        assertThat(ids(rest.json(in + "/messages?threadId=" + thread))).containsExactly(reply);
        assertThat(rest.json(in + "/threads/" + thread).path("messageCount").asInt())
                .isEqualTo(1);
        assertThat(ids(rest.json(in + "/threads?parentMessageId=" + first))).containsExactly(thread);
        String one = in + "/messages/" + first;
        assertStatus(200, rest.post(one + "/reactions", "{'emoji':'\uD83D\uDC4D'}"));
        assertThat(rest.json(one).path("reactions")).hasSize(1);
        JsonNode without = assertStatus(
                200, rest.request("DELETE", one + "/reactions/%F0%9F%91%8D").send());
        assertThat(without.path("reactions")).isEmpty();
        JsonNode refused = assertStatus(
                400, rest.post(in + "/messages", "{'type':'message','content':'" + "x".repeat(2001) + "'}"));
        assertThat(refused.path("details").path(0).path("path").asText()).isEqualTo("/content");
    }

    @Test
    void feeders() {
        JsonNode taken =
                assertStatus(201, rest.post(in + "/activity", "{'agentType':'a','action':'a','status':'paused'}"));
        assertThat(taken.path("success").asBoolean()).isTrue();
        JsonNode cycle = assertStatus(
                201, rest.post(in + "/tdd", "{'event':'cycle_started','storyId':'s','estimatedDuration':1}"));
        assertThat(cycle.path("cycleId").asText()).isNotEmpty();
        assertStatus(201, rest.post(in + "/test-output", "{'cycleId':'c','outputType':'stderr','content':''}"));
        assertStatus(400, rest.post(in + "/test-output", "{'cycleId':'c','outputType':'stderr'}"));
    }

    @Test
    void aRepeatedPostIsDoneOnce() {
        String task = rest.made("/api/tasks", "{'projectId':'" + project + "','title':'T'}");
        List<String[]> posts = List.of(
                new String[] {"/backlog", "{'title':'a'}"},
                new String[] {"/sprints", "{'name':'a'}"},
                new String[] {"/approvals", "{'taskId':'" + task + "','reason':'why'}"},
                new String[] {"/messages", "{'type':'command','content':'/help'}"},
                new String[] {"/tdd", "{'event':'cycle_started','storyId':'s','estimatedDuration':1}"});
        for (String[] post : posts) {
            int before = rest.services.backend.events().size();
            HttpResponse<String> first = keyed(post[0], post[1]);
            int after = rest.services.backend.events().size();
            assertThat(first.statusCode()).isEqualTo(201);
            assertThat(keyed(post[0], post[1]).body()).isEqualTo(first.body());
            assertThat(after).isGreaterThan(before);
            assertThat(rest.services.backend.events()).as(post[0]).hasSize(after);
        }
    }

    private HttpResponse<String> keyed(String path, String json) {
        return rest.request("POST", in + path, json)
                .header("Idempotency-Key", "k" + path)
                .send();
    }

    private static JsonNode assertStatus(int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return RestClient.parse(answer.body());
    }

    private static List<String> ids(JsonNode list) {
        Stream<JsonNode> items = StreamSupport.stream(list.spliterator(), false);
        return items.map(item -> item.path("id").asText()).toList();
    }
}
