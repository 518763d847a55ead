package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.server.isolation.Door;
import dev.maestro.server.isolation.Reply;
import dev.maestro.server.isolation.Request;
import dev.maestro.server.isolation.SocketIoClient;
import dev.maestro.server.metrics.DeployedFiles;
import dev.maestro.server.metrics.HubMeter;
import dev.maestro.server.metrics.JvmMeter;
import dev.maestro.server.metrics.MeterKind;
import dev.maestro.server.metrics.MeterLabel;
import dev.maestro.server.metrics.Scraped;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is scraped of a whole hub, while clients do what is counted. */
class MetricsHubTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String REFUSALS = "maestro_auth_refusals_total";

    private static RunningHub hub;
    private static Door door;
    private static String owner;
    private static String project;

    @BeforeAll
    static void start() {
        hub = RunningHub.start(
                Map.of("limits.events-per-second", "50", "limits.events-burst", "60"), Clock.systemUTC());
        door = new Door(hub.url());
        owner = hub.ownersToken();
        project = door.made("/api/projects", "{'name':'P','workingDir':'/p'}");
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    /** Whom another test let go is gone a moment later. */
    @BeforeEach
    void nobodyOfAnotherTestIsThere() {
        awaitNobody();
    }

    private static void awaitNobody() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (Scraped now = scrape(); present(now) > 0; now = scrape()) {
            assertThat(System.nanoTime()).as("somebody is still there").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static double present(Scraped now) {
        return now.sum("maestro_engine_sessions", Map.of())
                + now.sum("maestro_sockets", Map.of())
                + now.sum("maestro_raw_sockets", Map.of());
    }

    @Test
    void everyMeterOfTheCatalogueIsThereWithItsTypeAndLabels() {
        String session = door.made("/api/sessions", "{'projectId':'" + project + "','name':'S'}");
        try (SocketIoClient ui = ui()) {
            task();
            ui.heard().awaitContaining("task:created");
            assertThat(ui.ask("subscribe", "[\"" + session + "\"]").isMissingNode())
                    .isFalse();
        }
        Scraped all = scrape();
        for (HubMeter meter : HubMeter.values()) {
            assertThat(all.types()).containsEntry(meter.wire(), meter.kind().word());
            Set<String> labels = meter.labels().stream().map(MeterLabel::wire).collect(Collectors.toSet());
            String sample = meter.wire() + (meter.kind() == MeterKind.HISTOGRAM ? "_count" : "");
            assertThat(all.of(sample, Map.of())).as(meter.wire()).isNotEmpty().allSatisfy(each -> assertThat(
                            each.labels().keySet())
                    .isEqualTo(labels));
        }
        assertThat(all.types().keySet().stream().filter(name -> name.startsWith("maestro_")))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(HubMeter.values()).map(HubMeter::wire).toList());
    }

    @Test
    void whatIsPromisedOfTheMachineIsThere() {
        Scraped all = scrape();
        for (JvmMeter meter : JvmMeter.values()) {
            assertThat(all.types()).containsEntry(meter.wire(), meter.kind().word());
            assertThat(all.of(meter.wire(), Map.of()))
                    .as(meter.wire())
                    .isNotEmpty()
                    .allSatisfy(each -> assertThat(each.labels().keySet()).isEqualTo(Set.copyOf(meter.labels())));
        }
    }

    @Test
    void whatAlertsAndTheDashboardAskForIsThereBeforeItHappens() {
        Scraped all = scrape();
        for (String[] asked : DeployedFiles.valuesAskedFor()) {
            assertThat(all.of(asked[0], Map.of(asked[1], asked[2])))
                    .as(String.join(" ", asked))
                    .isNotEmpty();
        }
    }

    @Test
    void bucketsGrowToTheCount() {
        Scraped all = scrape();
        List<Double> buckets = all.of("maestro_commit_seconds_bucket", Map.of("outcome", "committed")).stream()
                .map(Scraped.Sample::value)
                .toList();
        assertThat(buckets).isSorted();
        assertThat(buckets.get(buckets.size() - 1))
                .isEqualTo(all.sum("maestro_commit_seconds_count", Map.of("outcome", "committed")))
                .isGreaterThan(0);
    }

    @Test
    void aClientIsCountedFromItsConnectToTheReasonOfItsEnd() {
        Scraped before = scrape();
        SocketIoClient phone = SocketIoClient.connect(hub.url(), true, "/mobile", auth(""));
        try (phone) {
            Scraped there = scrape();
            assertThat(there.sum("maestro_sockets", Map.of("namespace", "/mobile")))
                    .isEqualTo(1);
            assertThat(there.sum("maestro_engine_sessions", Map.of("transport", "polling")))
                    .isEqualTo(1);
            assertThat(grown(before, there, "maestro_connects_total", Map.of())).isEqualTo(1);
            assertThat(grown(before, there, "maestro_joins_total", Map.of("namespace", "/mobile")))
                    .isEqualTo(1);
            assertThat(grown(before, there, "maestro_logins_total", Map.of("kind", "user")))
                    .isEqualTo(1);
        }
        try (SocketIoClient ui = ui()) {
            ui.cut();
            await(before, "maestro_disconnects_total", Map.of("reason", "transport close"), 1);
        }
    }

    @Test
    void eventsOfClientsAreCountedByTheirNamesAndWhatBecameOfThem() {
        Scraped before = scrape();
        try (SocketIoClient ui = ui()) {
            assertThat(ui.ask("ping", "").path("success").asBoolean()).isTrue();
            assertThat(ui.ask("state:sync", "{}").path("success").asBoolean()).isFalse();
            assertThat(ui.ask("made-up-by-a-client", "").path("success").asBoolean())
                    .isFalse();
            await(before, events("ping", "done"), 1);
            await(before, events("state:sync", "refused"), 1);
            await(before, events("unknown", "refused"), 1);

            int told = 0;
            while (told < 200) {
                ui.tell("ping", "");
                told++;
            }
            await(before, events("ping", "rate_limited"), 1);
            await(before, "maestro_rate_refusals_total", Map.of("rule", "events"), 1);
        }
    }

    @Test
    void aTaskIsACommitAnEventOfTheFeedAndADeliveryToEachSocket() {
        try (SocketIoClient one = ui();
                SocketIoClient two = ui()) {
            Scraped before = scrape();
            task();
            one.heard().awaitContaining("task:created");
            two.heard().awaitContaining("task:created");
            await(before, "maestro_feed_events_total", Map.of("event", "task:created"), 1);
            await(before, "maestro_deliveries_total", Map.of("event", "task:created"), 2);
            await(before, "maestro_delivery_bytes_total", Map.of("event", "task:created"), 200);
            await(before, "maestro_messages_total", Map.of(), 2);
            await(before, "maestro_commit_seconds_count", Map.of("outcome", "committed"), 1);
            await(before, "maestro_feed_lag_seconds_count", Map.of(), 1);
            // A request is counted after its answer.
            Map<String, String> request = Map.of("method", "POST", "route", "/api/tasks", "status", "201");
            await(before, "maestro_rest_requests_total", request, 1);
            await(before, "maestro_rest_request_seconds_count", Map.of("route", "/api/tasks"), 1);
            assertThat(grown(before, scrape(), "maestro_rest_requests_total", request))
                    .isEqualTo(1);
        }
    }

    @Test
    void recoveriesAreCountedByHowTheyEndedWithWhatWasReplayed() {
        Scraped before = scrape();
        try (SocketIoClient phone = SocketIoClient.connect(hub.url(), false, "/mobile", auth(""))) {
            task();
            String heard = phone.heard().awaitContaining("task:created");
            String pid = found("\"pid\":\"([^\"]+)\"", phone.greeting());
            String offset = found(",\"([^\"]+)\"]$", heard);
            phone.cut();
            await(before, "maestro_disconnects_total", Map.of("reason", "transport close"), 1);
            task();
            String back = ",\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"";
            try (SocketIoClient again = SocketIoClient.connect(hub.url(), false, "/mobile", auth(back))) {
                again.heard().awaitContaining("task:created");
                await(before, "maestro_recoveries_total", Map.of("outcome", "recovered"), 1);
                await(before, "maestro_recovery_replayed_events_sum", Map.of(), 1);
                await(before, "maestro_recovery_replayed_bytes_sum", Map.of(), 100);
            }
        }
        try (SocketIoClient stranger =
                SocketIoClient.connect(hub.url(), false, "/mobile", auth(",\"pid\":\"of-nobody\""))) {
            assertThat(stranger.connected()).isTrue();
            await(before, "maestro_recoveries_total", Map.of("outcome", "afresh"), 1);
        }
    }

    @Test
    void whoIsNotLetInIsCountedByTheRuleItBreaks() {
        Scraped before = scrape();
        assertThat(door.send("no-token-at-all", Request.of("GET", "/api/tasks")).status())
                .isEqualTo(401);
        String forged = owner.substring(0, owner.length() - 4) + "AAAA";
        assertThat(door.send(forged, Request.of("GET", "/api/tasks")).status()).isEqualTo(401);
        assertThat(door.send(Door.LOCAL, Request.of("GET", "/api/tasks").with("Origin", "https://elsewhere.example"))
                        .status())
                .isEqualTo(403);
        assertThat(door.send(Door.LOCAL, Request.of("GET", "/api/tasks").with("X-Forwarded-For", "203.0.113.9"))
                        .status())
                .isEqualTo(401);
        assertThat(door.send("mhs_of-nobody", Request.of("GET", "/api/tasks")).status())
                .isEqualTo(401);
        try (SocketIoClient refused =
                SocketIoClient.connect(hub.url(), false, "/ui", "{\"token\":\"no-token-at-all\"}")) {
            assertThat(refused.connected()).isFalse();
        }

        Scraped now = scrape();
        assertThat(grown(before, now, REFUSALS, Map.of("rule", "form"))).isEqualTo(2);
        assertThat(grown(before, now, REFUSALS, Map.of("rule", "signature"))).isEqualTo(1);
        assertThat(grown(before, now, REFUSALS, Map.of("rule", "origin"))).isEqualTo(1);
        assertThat(grown(before, now, REFUSALS, Map.of("rule", "no_token"))).isEqualTo(1);
        assertThat(grown(before, now, REFUSALS, Map.of("rule", "session_token")))
                .isEqualTo(1);
    }

    @Test
    void plainWebSocketsAreCountedWithWhatTheyAreSent() {
        Scraped before = scrape();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://localhost:" + hub.url().getPort() + "/?token=" + owner),
                        new WebSocket.Listener() {})
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        await(before, "maestro_raw_connects_total", Map.of("family", "maestro"), 1);
        task();
        await(before, "maestro_raw_messages_total", Map.of("family", "maestro"), 1);
        await(before, "maestro_raw_message_bytes_total", Map.of(), 100);
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        await(before, "maestro_raw_disconnects_total", Map.of("reason", "client_closed"), 1);
        awaitNobody();
    }

    @Test
    void terminalsAreCountedWithWhatGoesThroughThem() {
        Scraped before = scrape();
        String session = door.made("/api/sessions", "{'projectId':'" + project + "','name':'S'}");
        String named = "\"sessionId\":\"" + session + "\"";
        try (SocketIoClient desktop = ui();
                SocketIoClient viewer = SocketIoClient.connect(hub.url(), false, "/terminal", auth(""))) {
            good(desktop.ask("terminal:register", "{\"ptyId\":\"p\"," + named + "}"));
            good(viewer.ask("terminal:watch", "{" + named + ",\"since\":0}"));
            good(desktop.ask("terminal:output", "{\"ptyId\":\"p\",\"data\":\"hello\"}"));
            viewer.heard().awaitContaining("hello");
            good(viewer.ask("terminal:input", "{" + named + ",\"input\":\"ls\"}"));
            desktop.heard().awaitContaining("terminal:input");

            await(before, "maestro_terminal_sent_bytes_total", Map.of(), 5);
            Scraped now = scrape();
            assertThat(now.sum("maestro_terminals", Map.of())).isEqualTo(1);
            assertThat(now.sum("maestro_terminal_viewers", Map.of())).isEqualTo(1);
            assertThat(grown(before, now, "maestro_terminal_written_bytes_total", Map.of()))
                    .isEqualTo(5);
            assertThat(grown(before, now, "maestro_terminal_typed_bytes_total", Map.of()))
                    .isEqualTo(2);
        }
    }

    @Test
    void nothingThatClientsChooseIsInIt() {
        Scraped before = scrape();
        String mark = "zzmark";
        String marked = door.made("/api/projects", "{'name':'" + mark + "','workingDir':'/" + mark + "'}");
        assertThat(door.send(Door.LOCAL, Request.of("GET", "/api/projects/" + mark))
                        .status())
                .isEqualTo(404);
        assertThat(door.send(Door.LOCAL, Request.of("GET", "/" + mark)).status())
                .isEqualTo(404);
        assertThat(door.send(Door.LOCAL, Request.of("GET", "/api/tasks?" + mark + "=1"))
                        .status())
                .isEqualTo(400);
        assertThat(door.send(mark, Request.of("GET", "/api/tasks")).status()).isEqualTo(401);
        assertThat(door.send(Door.LOCAL, Request.of(mark.toUpperCase(Locale.ROOT), "/api/tasks"))
                        .status())
                .isEqualTo(501);
        try (SocketIoClient ui = ui();
                SocketIoClient inProject = SocketIoClient.connect(hub.url(), false, "/project/" + mark, auth(""));
                SocketIoClient nowhere = SocketIoClient.connect(hub.url(), false, "/" + mark, auth(""))) {
            assertThat(nowhere.connected()).isFalse();
            assertThat(inProject.connected()).as(inProject.greeting()).isTrue();
            ui.ask(mark, "{\"" + mark + "\":1}");
            await(before, "maestro_rest_requests_total", Map.of("route", "none", "status", "404"), 1);
            await(before, "maestro_rest_requests_total", Map.of("method", "OTHER"), 1);
            Scraped all = scrape();
            assertThat(all.text()).doesNotContainIgnoringCase(mark).doesNotContain(marked, project, owner);
            assertThat(all.sum("maestro_sockets", Map.of("namespace", "/project/{name}")))
                    .isEqualTo(1);
        }
    }

    @Test
    void everyPoolIsThereByTheNameOfItsThreads() {
        Set<String> pools = new HashSet<>();
        scrape().of("maestro_pool_max_threads", Map.of())
                .forEach(sample -> pools.add(sample.labels().get("pool")));
        assertThat(pools)
                .containsExactlyInAnyOrder(
                        "auth",
                        "commands",
                        "hub-metrics",
                        "hub-samples",
                        "hub-schedule",
                        "hub-timers",
                        "namespace",
                        "namespace-wait",
                        "recovery",
                        "rest",
                        "screens");
    }

    @Test
    void onlyWhoWatchesOrRunsTheHubMayScrape() {
        assertThat(door.send(owner, Request.of("GET", "/metrics")).status()).isEqualTo(200);
        Reply answer = door.send(Door.LOCAL, Request.of("GET", "/metrics"));
        assertThat(answer.headers())
                .containsEntry("content-type", List.of("text/plain; version=0.0.4; charset=utf-8"))
                .containsEntry("cache-control", List.of("no-store"));
        Reply refused = door.send(agent(), Request.of("GET", "/metrics"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("detail").asText()).startsWith("an agent may ");
        assertThat(door.send("nobodys", Request.of("GET", "/metrics")).status()).isEqualTo(401);
    }

    private static String agent() {
        return door.done("POST", "/api/sessions", "{'projectId':'" + project + "','name':'A'}")
                .path("token")
                .asText();
    }

    private static void task() {
        door.made("/api/tasks", "{'projectId':'" + project + "','title':'T'}");
    }

    /** Returns a client that hears of the project. */
    private static SocketIoClient ui() {
        SocketIoClient client = SocketIoClient.connect(hub.url(), false, "/ui", auth(""));
        assertThat(client.connected()).as(client.greeting()).isTrue();
        good(client.ask("project:subscribe", "{\"projectId\":\"" + project + "\"}"));
        return client;
    }

    private static String auth(String more) {
        return "{\"token\":\"" + owner + "\",\"projectId\":\"" + project + "\"" + more + "}";
    }

    private static void good(JsonNode answer) {
        assertThat(answer.path("success").asBoolean()).as("%s", answer).isTrue();
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }

    private static Scraped scrape() {
        Reply reply = door.send(Door.LOCAL, Request.of("GET", "/metrics"));
        assertThat(reply.status()).as(reply.all()).isEqualTo(200);
        return Scraped.of(reply.body());
    }

    /** What is asked of a counter. */
    private record Counted(String name, Map<String, String> labels) {}

    private static Counted events(String event, String outcome) {
        return new Counted("maestro_client_events_total", Map.of("event", event, "outcome", outcome));
    }

    private static double grown(Scraped before, Scraped now, String name, Map<String, String> labels) {
        return now.sum(name, labels) - before.sum(name, labels);
    }

    private static void await(Scraped before, Counted counted, double least) {
        await(before, counted.name(), counted.labels(), least);
    }

    /** What a client hears may come to it before it is counted. */
    private static void await(Scraped before, String name, Map<String, String> labels, double least) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Scraped now = scrape();
        while (grown(before, now, name, labels) < least) {
            assertThat(System.nanoTime()).as("never " + name + labels).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            now = scrape();
        }
    }
}
