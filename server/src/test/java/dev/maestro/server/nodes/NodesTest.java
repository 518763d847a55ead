package dev.maestro.server.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.server.RunningHub;
import dev.maestro.server.isolation.Door;
import dev.maestro.server.isolation.Reply;
import dev.maestro.server.isolation.Request;
import dev.maestro.server.isolation.SocketIoClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodesTest {
    private static final Pattern TASK = Pattern.compile("^42/\\w+,\\[\"task:created\".*?\"title\":\"(t\\d+)\"");
    private static final Pattern LAST_OFFSET = Pattern.compile(",\"([^\"]+)\"]$");

    @TempDir
    Path folder;

    private Nodes nodes;
    private String owner;
    private String project;

    @BeforeEach
    void startNodes() {
        nodes = Nodes.start(2, folder, Map.of());
        owner = nodes.hub(0).ownersToken();
        project = nodes.door(0).made("/api/projects", "{'name':'P'}");
    }

    @AfterEach
    void closeNodes() {
        nodes.close();
    }

    @Test
    void whatIsCommittedOnAnyNodeReachesEveryClientOfEveryNodeOnceAndInOneOrder() {
        List<SocketIoClient> clients = new ArrayList<>();
        JsonNode session = nodes.door(0).done("POST", "/api/sessions", "{'projectId':'" + project + "'}");
        for (int node = 0; node < 2; node++) {
            SocketIoClient desktop = nodes.client(node, "/ui", auth());
            desktop.ask("project:subscribe", "{\"projectId\":\"" + project + "\"}");
            clients.add(desktop);
            clients.add(nodes.client(node, "/mobile", auth("\"projectId\":\"" + project + "\"")));
            SocketIoClient agent = nodes.client(node, "/cli", cli(session));
            assertThat(agent.connected()).as(agent.greeting()).isTrue();
        }
        int tasks = 60;

        atOnce(tasks, i -> nodes.door(i).made("/api/tasks", task("t" + i)));
        nodes.door(1).made("/api/tasks", task("t" + tasks));

        clients.forEach(client -> client.heard().awaitContaining("\"title\":\"t" + tasks + "\""));
        List<String> order = heard(clients.get(0));
        assertThat(order).hasSize(tasks + 1).doesNotHaveDuplicates();
        assertThat(clients).allSatisfy(client -> assertThat(heard(client)).isEqualTo(order));
    }

    @Test
    void newsOfASessionReachItsAgentWhereverThatIsOnce() {
        JsonNode session = nodes.door(0).done("POST", "/api/sessions", "{'projectId':'" + project + "'}");
        SocketIoClient agent = nodes.client(1, "/cli", cli(session));
        assertThat(agent.connected()).as(agent.greeting()).isTrue();
        for (int i = 0; i < 20; i++) {
            nodes.door(i)
                    .made(
                            "/api/mail",
                            "{'toSessionId':'" + session.path("id").asText() + "','subject':'m" + i + "','body':'b'}");
        }
        agent.heard().awaitContaining("\"subject\":\"m19\"");
        List<String> mail = agent.heard().all().stream()
                .filter(packet -> packet.contains("mail:received"))
                .toList();
        assertThat(mail).hasSize(20);
    }

    @Test
    void whatOneNodeAnsweredEveryNodeReads() {
        for (int i = 0; i < 50; i++) {
            String id = nodes.door(i).made("/api/tasks", task("r" + i));
            assertThat(nodes.door(i + 1)
                            .send(Door.LOCAL, Request.of("GET", "/api/tasks/" + id))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aTokenOfOneNodeHoldsOnAllAndWhatItsUserMakesIsTheirsEverywhereAtOnce() {
        nodes.add(Map.of());
        String ada = RunningHub.token(nodes.redis.url(), "ada");
        for (int i = 0; i < 30; i++) {
            Reply made = nodes.door(i).send(ada, Request.of("POST", "/api/projects", "{'name':'mine'}"));
            assertThat(made.status()).as(made.all()).isEqualTo(201);
            String id = made.json().path("id").asText();
            Reply task = nodes.door(i + 1)
                    .send(ada, Request.of("POST", "/api/tasks", "{'projectId':'" + id + "','title':'x'}"));
            assertThat(task.status()).as(task.all()).isEqualTo(201);
            assertThat(nodes.door(i + 2)
                            .send(ada, Request.of("GET", "/api/projects/" + id))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void ofAllWhoClaimATaskAtOnceOnSeveralNodesOneGetsIt() {
        for (int round = 0; round < 3; round++) {
            String task = nodes.door(round).made("/api/tasks", task("c" + round));
            List<String> sessions = IntStream.range(0, 64)
                    .mapToObj(i -> nodes.door(i).made("/api/sessions", "{'projectId':'" + project + "'}"))
                    .toList();
            List<Integer> answers = atOnce(64, i -> nodes.door(i)
                    .send(
                            Door.LOCAL,
                            Request.of(
                                    "POST", "/api/tasks/" + task + "/claim", "{'sessionId':'" + sessions.get(i) + "'}"))
                    .status());
            assertThat(answers).filteredOn(status -> status == 200).hasSize(1);
            assertThat(answers).filteredOn(status -> status == 409).hasSize(63);
        }
    }

    @Test
    void aRequestUnderOneKeyIsCarriedOutOnceOnWhateverNodesItIsRepeated() {
        for (int round = 0; round < 5; round++) {
            Request request =
                    Request.of("POST", "/api/tasks", task("once" + round)).with("Idempotency-Key", "k" + round);
            List<Reply> replies = atOnce(16, i -> nodes.door(i).send(Door.LOCAL, request));
            assertThat(new HashSet<>(replies.stream().map(Reply::body).toList()))
                    .hasSize(1);
            assertThat(replies).allSatisfy(reply -> assertThat(reply.status()).isEqualTo(201));
        }
        JsonNode all = nodes.door(1).done("GET", "/api/tasks?projectId=" + project, "");
        assertThat(all).hasSize(5);
    }

    @Test
    void ofDesktopsOnSeveralNodesOneStartsASession() {
        List<SocketIoClient> desktops = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            SocketIoClient desktop = nodes.client(i % 2, "/ui", auth());
            desktop.ask("project:subscribe", "{\"projectId\":\"" + project + "\"}");
            desktops.add(desktop);
        }
        for (int round = 0; round < 3; round++) {
            String session = nodes.door(round).made("/api/sessions/spawn", "{'projectId':'" + project + "'}");
            List<Boolean> won = atOnce(6, i -> {
                desktops.get(i)
                        .heard()
                        .await("the offer", packet -> packet.contains("session:spawn") && packet.contains(session));
                return desktops.get(i)
                        .ask("session:claim-spawn", "{\"sessionId\":\"" + session + "\"}")
                        .path("success")
                        .asBoolean();
            });
            assertThat(won).filteredOn(yes -> yes).hasSize(1);
        }
    }

    @Test
    void theBrainsClientsOfAllNodesAreCounted() {
        List<WebSocket> clients = List.of(brainClient(0), brainClient(1), brainClient(1));
        Awaiting.until(() -> nodes.door(0)
                        .done("GET", "/api/brain/status/ws", "")
                        .at("/websocket/connected_clients")
                        .asInt()
                == 3);
        clients.forEach(WebSocket::abort);
    }

    private WebSocket brainClient(int node) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://localhost:" + nodes.url(node).getPort() + "/ws"), new WebSocket.Listener() {})
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void theStatusIsThatOfAllNodesAndEachTellsItsPart() {
        for (int i = 0; i < 3; i++) {
            SocketIoClient desktop = nodes.client(i == 0 ? 0 : 1, "/ui", auth());
            desktop.ask("project:subscribe", "{\"projectId\":\"" + project + "\"}");
        }
        Awaiting.until(() -> {
            JsonNode status = nodes.door(1).done("GET", "/ws-status", "");
            return status.path("complete").asBoolean()
                    && status.at("/engine/totalClients").asInt() == 3
                    && status.at("/namespaces/ui/rooms/project:" + project).asInt() == 3
                    && status.path("nodes").size() == 2
                    && status.at("/nodes/0/clients").asInt() == 2
                    && status.at("/nodes/1/clients").asInt() == 1;
        });
        String ada = RunningHub.token(nodes.redis.url(), "ada");
        Awaiting.until(() -> {
            JsonNode stranger =
                    nodes.door(0).send(ada, Request.of("GET", "/ws-status")).json();
            assertThat(stranger.at("/namespaces/ui/rooms")).isEmpty();
            return stranger.at("/engine/totalClients").asInt() == 3;
        });
    }

    @Test
    void whoeverIsBannedByOneNodeIsBannedByAll() {
        Map<String, String> strict =
                Map.of("limits.requests-per-second", "1", "limits.requests-burst", "1", "limits.ban-after", "50ms");
        nodes.add(strict);
        nodes.add(strict);
        String eve = RunningHub.token(nodes.redis.url(), "eve");
        Request request = Request.of("GET", "/api/projects");
        Awaiting.until(() -> isBanned(nodes.door(2).send(eve, request)));
        Awaiting.until(() -> isBanned(nodes.door(3).send(eve, request)));
        assertThat(nodes.door(3).send(owner, request).status()).isEqualTo(200);
    }

    /** Whoever only came too soon may come again within a second or two. */
    private static boolean isBanned(Reply reply) {
        return reply.status() == 429
                && Integer.parseInt(String.join("", reply.headers().getOrDefault("retry-after", List.of("0")))) > 10;
    }

    @Test
    void aClientIsRecoveredOnAnotherNodeAfterItsOwnHasClosed() {
        SocketIoClient client = nodes.client(0, "/ui", auth());
        client.ask("project:subscribe", "{\"projectId\":\"" + project + "\"}");
        nodes.door(1).made("/api/tasks", task("t0"));
        String last = client.heard().await("t0", packet -> packet.contains("\"title\":\"t0\""));
        Matcher offset = LAST_OFFSET.matcher(last);
        assertThat(offset.find()).as(last).isTrue();
        String pid = client.greeting().replaceAll(".*\"pid\":\"([^\"]+)\".*", "$1");
        String sid = client.greeting().replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");

        nodes.hub(0).close();
        for (int i = 1; i <= 10; i++) {
            nodes.door(1).made("/api/tasks", task("t" + i));
        }
        SocketIoClient again =
                nodes.client(1, "/ui", auth("\"pid\":\"" + pid + "\",\"offset\":\"" + offset.group(1) + "\""));
        again.heard().awaitContaining("\"title\":\"t10\"");
        assertThat(again.greeting()).contains("\"sid\":\"" + sid + "\"").contains("\"pid\":\"" + pid + "\"");
        assertThat(heard(again))
                .containsExactly(
                        IntStream.rangeClosed(1, 10).mapToObj(i -> "t" + i).toArray(String[]::new));
        assertThat(again.greeting()).doesNotContain("44/ui");
    }

    private String auth() {
        return auth("");
    }

    private String auth(String more) {
        return "{\"token\":\"" + owner + "\"" + (more.isEmpty() ? "" : "," + more) + "}";
    }

    private String cli(JsonNode session) {
        return "{\"token\":\"" + session.path("token").asText() + "\",\"sessionId\":\""
                + session.path("id").asText() + "\",\"projectId\":\"" + project + "\"}";
    }

    private String task(String title) {
        return "{'projectId':'" + project + "','title':'" + title + "'}";
    }

    private static List<String> heard(SocketIoClient client) {
        return client.heard().all().stream()
                .map(TASK::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .toList();
    }

    private static <T> List<T> atOnce(int count, IntFunction<T> action) {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<CompletableFuture<T>> all = IntStream.range(0, count)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> action.apply(i), threads))
                    .toList();
            return all.stream().map(CompletableFuture::join).toList();
        } finally {
            threads.shutdown();
        }
    }
}
