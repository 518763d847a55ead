package dev.maestro.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.JsonBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestServerTest {
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
    void refusesWhatDidNotComeThroughTheFront() {
        for (String path : List.of("/", "/healthz", "/api/tasks", "/nothing")) {
            assertProblem(rest.request("GET", path).header("X-Maestro-Front", "guess"), 403, "forbidden");
            assertProblem(rest.request("GET", path).without("X-Maestro-Front"), 403, "forbidden");
        }
    }

    @Test
    void refusesForeignOriginsForwardedRequestsAndTokensThatDoNotHold() {
        assertProblem(
                rest.request("GET", "/api/tasks").header("Origin", "https://evil.example"), 401, "unauthenticated");
        assertProblem(rest.request("GET", "/api/tasks").header("X-Forwarded-For", "10.0.0.1"), 401, "unauthenticated");
        assertProblem(rest.request("GET", "/api/tasks").header("X-Maestro-Peer", "10.0.0.1"), 401, "unauthenticated");
        assertProblem(rest.request("GET", "/api/tasks").header("Authorization", "Bearer x"), 401, "unauthenticated");
        assertProblem(rest.request("GET", "/api/tasks").header("Authorization", "Basic x"), 401, "unauthenticated");
        assertThat(rest.request("GET", "/api/tasks")
                        .header("Authorization", "Bearer x")
                        .send()
                        .headers()
                        .firstValue("WWW-Authenticate"))
                .contains("Bearer");
    }

    @Test
    void answersHealthWithoutAskingWhoAsks() {
        for (String path : List.of("/", "/healthz", "/readyz")) {
            HttpResponse<String> answer = rest.request("GET", path)
                    .header("X-Maestro-Peer", "10.0.0.1")
                    .send();
            assertThat(answer.statusCode()).isEqualTo(200);
        }
        assertThat(rest.get("/").body()).contains("Maestro Hub is running");
        assertThat(rest.json("/ws-status").path("engine").path("totalClients").asInt(-1))
                .isZero();
    }

    @Test
    void saysWhyItIsNotReady() {
        rest.services.backend.breakWith("the disk is full");
        JsonNode problem = assertProblem(rest.request("GET", "/readyz"), 503, "unavailable");
        assertThat(problem.path("reasons").path(0).asText()).isEqualTo("the disk is full");
        assertThat(rest.get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void answersUnavailableWhenTheStoreIsAway() {
        rest.services.backend.breakWith("the disk is full");
        HttpResponse<String> answer = rest.request("GET", "/api/tasks").send();
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("unavailable").doesNotContain("disk");
        assertProblem(rest.request("DELETE", "/api/tasks/" + task), 503, "unavailable");
    }

    @Test
    void createsWithLocationAndTagAndReadsWithTag() {
        HttpResponse<String> made = rest.post("/api/tasks", "{'projectId':'" + project + "','title':'New'}");
        assertThat(made.statusCode()).isEqualTo(201);
        String location = made.headers().firstValue("Location").orElseThrow();
        assertThat(made.headers().firstValue("ETag")).contains("\"1\"");
        HttpResponse<String> read = rest.get(location);
        assertThat(read.body()).isEqualTo(made.body());
        assertThat(read.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(rest.request("GET", location)
                        .header("If-None-Match", "\"1\"")
                        .send()
                        .statusCode())
                .isEqualTo(304);
        assertThat(rest.request("HEAD", location).send().body()).isEmpty();
        assertThat(rest.request("HEAD", location).send().statusCode()).isEqualTo(200);
        assertThat(rest.request("HEAD", "/api/tasks/none").send().statusCode()).isEqualTo(404);
    }

    @Test
    void hidesTheServersName() {
        assertThat(rest.get("/healthz").headers().firstValue("Server")).isEmpty();
    }

    @Test
    void checksVersionsByHeaderAndByField() {
        String path = "/api/tasks/" + task;
        assertThat(rest.request("PATCH", path, "{'title':'A'}")
                        .header("If-Match", "\"1\"")
                        .send()
                        .headers()
                        .firstValue("ETag"))
                .contains("\"2\"");
        JsonNode problem = assertProblem(
                rest.request("PATCH", path, "{'title':'B'}").header("If-Match", "\"1\""), 412, "stale_version");
        assertThat(problem.path("current").path("version").asInt()).isEqualTo(2);
        assertProblem(rest.request("PATCH", path, "{'title':'B','version':1}"), 409, "stale_version");
        assertProblem(rest.request("DELETE", path).header("If-Match", "\"1\""), 412, "stale_version");
        assertProblem(rest.request("PATCH", path, "{'title':'B'}").header("If-Match", "W/\"2\""), 412, "stale_version");
        assertProblem(rest.request("PATCH", path, "{'title':'B'}").header("If-Match", "2"), 400, "invalid");
        assertThat(rest.request("PATCH", path, "{'title':'B','version':2}")
                        .header("If-Match", "*")
                        .send()
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void repeatsTheAnswerUnderAnIdempotencyKey() {
        String body = "{'projectId':'" + project + "','title':'Once'}";
        int before = rest.services.backend.events().size();
        HttpResponse<String> first = rest.request("POST", "/api/tasks", body)
                .header("Idempotency-Key", "k1")
                .send();
        HttpResponse<String> second = rest.request("POST", "/api/tasks/", body)
                .header("Idempotency-Key", "k1")
                .send();
        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().firstValue("Location"))
                .isEqualTo(first.headers().firstValue("Location"));
        assertThat(rest.services.backend.events()).hasSize(before + 2);
        assertProblem(
                rest.request("POST", "/api/tasks", body.replace("Once", "Twice"))
                        .header("Idempotency-Key", "k1"),
                422,
                "invalid");
        assertProblem(rest.request("POST", "/api/tasks", body).header("Idempotency-Key", "a b"), 400, "invalid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "nonsense",
                "{'title':'a','title':'b'}",
                "[]",
                "3",
                "null",
                "{'title':'x'} trailing",
                "{'title':",
                "{'title':1}",
                "{'title':null}",
                "{'title':''}",
                "{'title':'\\ud800'}",
                "{'\\ud800':1}",
                "{'priority':'urgent'}",
                "{'status':true}",
                "{'progress':-1}",
                "{'progress':1.5}",
                "{'progress':1e999}",
                "{'dependencies':'x'}",
                "{'dependencies':[1]}",
                "{'dependencies':['task_none']}",
                "{'parentId':'task_none'}",
                "{'nope':1}",
                "{'id':'x'}",
                "{'sessionIds':[]}",
                "{'version':0}",
                "{'version':'1'}",
                "{'completedAt':1}",
                "{'__proto__':1}",
            })
    void refusesBadContentAndChangesNothing(String body) {
        int before = rest.services.backend.events().size();
        assertProblem(rest.request("PATCH", "/api/tasks/" + task, body), 400, "invalid");
        assertThat(rest.services.backend.events()).hasSize(before);
    }

    @Test
    void namesEveryFaultByItsPointer() {
        JsonNode problem = assertProblem(
                rest.request("POST", "/api/tasks", "{'title':7,'skillIds':['a',2],'a/b~c':1}"), 400, "invalid");
        assertThat(problem.path("details").findValuesAsText("path"))
                .containsExactlyInAnyOrder("/projectId", "/title", "/skillIds/1", "/a~1b~0c");
    }

    @Test
    void refusesTextsAndListsOverTheirLimits() {
        String path = "/api/tasks/" + task;
        assertProblem(rest.request("PATCH", path, "{'title':'" + "x".repeat(501) + "'}"), 400, "invalid");
        assertProblem(rest.request("PATCH", path, "{'description':'" + "ä".repeat(32769) + "'}"), 400, "invalid");
        assertProblem(rest.request("PATCH", path, "{'skillIds':[" + "'a',".repeat(1000) + "'b']}"), 400, "invalid");
        assertThat(rest.request("PATCH", path, "{'title':'" + "😀".repeat(500) + "'}")
                        .send()
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusesNestingTooDeep() {
        assertProblem(
                rest.request("PATCH", "/api/tasks/" + task, "{'title':" + "[".repeat(5000) + "]".repeat(5000) + "}"),
                400,
                "invalid");
    }

    // No more is sent than is read: what is left unread when the server closes would reset the answer away.
    @Test
    void refusesTwoMegabytesWithAndWithoutLength() throws IOException {
        String head =
                "PATCH /api/tasks/" + task + " HTTP/1.1\r\n" + RestClient.FRONT + "Content-Type: application/json\r\n";
        String tooMuch = "x".repeat(1_000_001);

        assertThat(rest.raw(head + "Content-Length: 2000000\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ")
                .contains("\"code\":\"too_large\"");
        assertThat(rest.raw(head + "Transfer-Encoding: chunked\r\n\r\nf4241\r\n" + tooMuch))
                .startsWith("HTTP/1.1 413 ")
                .contains("\"code\":\"too_large\"");
        assertThat(rest.get("/healthz").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "nonsense"})
    void refusesOtherContentTypes(String type) {
        assertProblem(
                rest.request("PATCH", "/api/tasks/" + task, "{'title':'x'}").header("Content-Type", type),
                415,
                "invalid");
    }

    @Test
    void acceptsMergePatchContent() {
        assertThat(rest.request("PATCH", "/api/tasks/" + task, "{'title':'x'}")
                        .header("Content-Type", "application/merge-patch+json; charset=UTF-8")
                        .send()
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/api",
                "/api/",
                "/api/tasks/none",
                "/api/tasks/x/y/z",
                "/api/projects/none",
                "/api/sessions/none",
                "/api/team-members/none",
                "/api/mail/none",
                "/api/state?projectId=none",
                "/api/tasks?projectId=none",
                "/api/mail/wait?sessionId=none",
                "/API/TASKS",
            })
    void answersNotFoundForUnknownPathsAndIds(String path) {
        assertProblem(rest.request("GET", path), 404, "not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /api/tasks, 'GET, HEAD, OPTIONS, POST'",
        "GET, /api/sessions/spawn, 'OPTIONS, POST'",
        "PUT, /api/tasks/x, 'DELETE, GET, HEAD, OPTIONS, PATCH'",
        "POST, /healthz, 'GET, HEAD, OPTIONS'",
        "TRACE, /api/tasks, 'GET, HEAD, OPTIONS, POST'",
    })
    void answersWrongMethodsWithWhatIsAllowed(String method, String path, String allowed) {
        RestClient.Request request = rest.request(method, path);
        assertProblem(request, 405, "invalid");
        assertThat(request.send().headers().firstValue("Allow")).contains(allowed);
    }

    @Test
    void changesASubtaskOnlyAtTheVersionOfItsTaskThatIsExpected() {
        String all = "/api/tasks/" + task + "/subtasks";
        String subtask = all + "/" + rest.made(all, "{'title':'S'}");
        String patch = "{'title':'Other'}";
        assertProblem(rest.request("PATCH", subtask, patch).header("If-Match", "\"1\""), 412, "stale_version");
        assertProblem(rest.request("DELETE", subtask).header("If-Match", "\"1\""), 412, "stale_version");
        assertThat(rest.request("PATCH", subtask, patch)
                        .header("If-Match", "\"2\"")
                        .send()
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void answersMethodsItDoesNotKnowAsSuchAndNotAsUnknownPaths() {
        assertProblem(rest.request("FOO", "/api/tasks"), 501, "invalid");
        assertProblem(rest.request("PROPFIND", "/"), 501, "invalid");
    }

    @Test
    void saysWhatIsWrongWithContentOverALimitOfTheReader() {
        String[] contents = {"[".repeat(100), "{'" + "k".repeat(2000) + "':1}", "{'title':" + "1".repeat(100) + "}"};
        for (String content : contents) {
            HttpResponse<String> answer =
                    rest.request("POST", "/api/tasks", content).send();
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("nested too deep, or has a name or a number that is too long");
        }
    }

    @Test
    void answersOptionsWithWhatIsAllowed() {
        HttpResponse<String> plain = rest.request("OPTIONS", "/api/tasks").send();
        assertThat(plain.statusCode()).isEqualTo(204);
        assertThat(plain.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS, POST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=1001",
                "limit=x",
                "limit=99999999999",
                "cursor=nonsense",
                "nope=1",
                "limit=1&limit=2",
                "status=nope",
            })
    void refusesBadQueries(String query) {
        assertProblem(rest.request("GET", "/api/tasks?" + query), 400, "invalid");
    }

    @Test
    void requiresTheParametersThatAreNeeded() {
        assertProblem(rest.request("GET", "/api/state"), 400, "invalid");
        assertProblem(rest.request("GET", "/api/mail/wait"), 400, "invalid");
        assertProblem(rest.request("GET", "/api/mail/wait?sessionId=" + session + "&timeout=30001"), 400, "invalid");
    }

    @Test
    void pagesThroughAListByItsLinks() {
        for (int i = 0; i < 4; i++) {
            rest.made("/api/tasks", "{'projectId':'" + project + "','title':'" + i + "'}");
        }
        String path = "/api/tasks?limit=2&projectId=" + project;
        int seen = 0;
        int pages = 0;
        while (!path.isEmpty() && pages < 10) {
            HttpResponse<String> page = rest.get(path);
            JsonNode items = RestClient.parse(page.body());
            assertThat(items.isArray()).isTrue();
            seen += items.size();
            pages++;
            path = page.headers()
                    .firstValue("Link")
                    .map(link -> link.substring(1, link.indexOf('>')))
                    .orElse("");
            assertThat(page.headers().firstValue("X-Next-Cursor").isPresent()).isEqualTo(!path.isEmpty());
        }
        assertThat(seen).isEqualTo(5);
        assertThat(pages).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/tasks/%00", "/api/%2e%2e/x", "/api/tasks/%zz", "/api/tasks;a=b", "/api/tasks/a%2fb"})
    void answersStrangePathsWithAProblem(String path) throws Exception {
        String answer = rest.raw("GET " + path + " HTTP/1.1\r\n" + RestClient.FRONT + "Connection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 40").contains("application/problem+json");
        assertThat(answer).doesNotContain("at org.").doesNotContain("Jetty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/9.9\r\n\r\n",
                "NONSENSE\r\n\r\n",
                "GET /api/tasks?limit=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            })
    void answersBrokenRequestsWithAProblem(String request) throws Exception {
        String answer = rest.raw(request);
        assertThat(answer).startsWith("HTTP/1.1 ").contains("problem+json");
        assertThat(answer).doesNotContain("at org.").doesNotContain("Jetty");
    }

    @Test
    void answersABadlyEncodedQueryWithAProblem() throws Exception {
        String answer =
                rest.raw("GET /api/tasks?limit=%zz HTTP/1.1\r\n" + RestClient.FRONT + "Connection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400").contains("problem+json");
    }

    @Test
    void survivesAContentThatBreaksOff() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), rest.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/tasks HTTP/1.1\r\n" + RestClient.FRONT
                            + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            socket.setSoTimeout(60_000);
            String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer.isEmpty() || answer.startsWith("HTTP/1.1 400")).isTrue();
        }
        assertThat(rest.get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void hidesOurOwnFaultsButNamesThemInTheLog() {
        assertHidden(() -> {
            throw new IllegalStateException("planted");
        });
        assertHidden(() -> {
            throw new StackOverflowError("planted");
        });
    }

    private static void assertHidden(Supplier<JsonBytes> fault) {
        try (RestClient broken = RestClient.startBroken(fault)) {
            HttpResponse<String> answer = broken.get("/ws-status");
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
            JsonNode problem = RestClient.parse(answer.body());
            assertThat(problem.path("code").asText()).isEqualTo("internal");
            assertThat(problem.path("reference").asText()).hasSize(10);
            assertThat(answer.body())
                    .doesNotContain("planted")
                    .doesNotContain("Exception")
                    .doesNotContain("Error\n");
        }
    }

    @Test
    void wakesWhoWaitsForMail() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting =
                rest.request("GET", "/api/mail/wait?sessionId=" + session).sendAsync();
        while (rest.services.waits.waitingCount() == 0) {
            Thread.onSpinWait();
        }
        String id = rest.made("/api/mail", "{'toSessionId':'" + session + "','subject':'Hi'}");
        HttpResponse<String> answer = waiting.get(60, TimeUnit.SECONDS);
        assertThat(RestClient.parse(answer.body()).path(0).path("id").asText()).isEqualTo(id);
        assertThat(rest.get("/api/mail/wait?sessionId=" + session + "&after=" + id + "&timeout=1")
                        .body())
                .isEqualTo("[]");
        assertThat(rest.json("/api/mail/wait?sessionId=" + session)).hasSize(1);
    }

    private static JsonNode assertProblem(RestClient.Request request, int status, String code) {
        HttpResponse<String> answer = request.send();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = RestClient.parse(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("code").asText()).isEqualTo(code);
        assertThat(problem.path("type").asText()).isEqualTo("about:blank");
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).isNotEmpty();
        assertThat(problem.path("instance").asText()).startsWith("/");
        return problem;
    }
}
