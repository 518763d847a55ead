package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.server.isolation.Door;
import dev.maestro.server.isolation.Reply;
import dev.maestro.server.isolation.Request;
import dev.maestro.server.isolation.SocketIoClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Audit and settings at run time of a whole hub, asked from outside. */
class OperationsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int REFUSALS_A_MINUTE = 10;
    /** How many events are sure to be more than two at once and one a second, however slow the machine is. */
    private static final int MANY_EVENTS = 100;
    /** Names an address of its own, so that the limits of one test are not those of another. */
    private static final String FROM_ELSEWHERE = "X-Forwarded-For";

    private static RunningHub hub;
    private static Door door;
    private static String owner;

    @BeforeAll
    static void start() {
        hub = RunningHub.start(
                Map.of(
                        "limits.refused-logins-per-minute",
                        Integer.toString(REFUSALS_A_MINUTE),
                        "trusted-proxies",
                        "127.0.0.1"),
                Clock.systemUTC());
        door = new Door(hub.url());
        owner = hub.ownersToken();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void everyChangeByRestIsKeptWithWhoDidItAndWhatBecameOfIt() {
        String mark = mark();
        Request make = Request.of("POST", "/api/projects?x", "{'name':'P'}").with("User-Agent", mark);
        assertThat(door.send(
                                owner,
                                Request.of("POST", "/api/projects", "{'name':'P'}")
                                        .with("User-Agent", mark))
                        .status())
                .isEqualTo(201);
        // A request is told of after its answer, on a thread of its own: the order is sure once it is kept.
        assertThat(audited(mark, 1)).hasSize(1);
        assertThat(door.send(Door.LOCAL, make).status()).isEqualTo(400);
        assertThat(audited(mark, 2)).hasSize(2);
        assertThat(door.send(Door.LOCAL, Request.of("DELETE", "/api/tasks/none").with("User-Agent", mark))
                        .status())
                .isEqualTo(404);
        assertThat(door.send(Door.LOCAL, Request.of("GET", "/api/tasks").with("User-Agent", mark))
                        .status())
                .isEqualTo(200);

        List<JsonNode> entries = audited(mark, 3);

        assertThat(entries).hasSize(3);
        assertThat(entries)
                .extracting(entry -> entry.path("action").asText() + " "
                        + entry.path("resource").asText() + " "
                        + entry.path("success").asBoolean() + " "
                        + entry.path("error").asText("-"))
                .containsExactly(
                        "DELETE /api/tasks/none false not_found",
                        "POST /api/projects false invalid",
                        "POST /api/projects true -");
        assertThat(entries.get(0).path("userId").asText()).isEqualTo("local");
        assertThat(entries.get(2).path("userId").asText()).isEqualTo("owner");
        assertThat(entries.get(0).path("ipAddress").asText()).isEqualTo("127.0.0.1");
    }

    @Test
    void aLoginByTokenIsKeptOnceForAConnection() {
        awaitKept();
        int before = entries("?action=login&limit=1000").size();
        try (SocketIoClient client = SocketIoClient.connect(hub.url(), false, "/ui", token())) {
            assertThat(client.connected()).as(client.greeting()).isTrue();
            JsonNode entry = await("?action=login&limit=1000", before + 1).get(0);
            assertThat(entry.path("userId").asText()).isEqualTo("owner");
            assertThat(entry.path("resource").asText()).isEqualTo("/ui");
            assertThat(entry.path("success").asBoolean()).isTrue();
            assertThat(entry.toString()).doesNotContain(owner);
        }
    }

    @Test
    void aRawSocketsLoginIsKeptAndSoIsOneThatIsRefused() {
        String good = mark();
        WebSocket socket = raw(good, "?token=" + owner);
        socket.abort();
        assertThat(audited(good, 1).get(0).toString())
                .contains("\"action\":\"login\"", "\"resource\":\"/\"", "\"success\":true")
                .doesNotContain(owner);

        String bad = mark();
        assertThat(refusesRaw(bad, "?token=nobodys")).isTrue();
        assertThat(audited(bad, 1).get(0).toString())
                .contains("\"userId\":\"anonymous\"", "Invalid authentication token", "\"success\":false")
                .doesNotContain("nobodys");
    }

    @Test
    void aFloodOfRefusedLoginsIsCountedAndNotKept() {
        String mark = mark();
        Request unknown =
                Request.of("GET", "/api/projects").with("User-Agent", mark).with(FROM_ELSEWHERE, "203.0.113.9");
        for (int i = 0; i < 200; i++) {
            assertThat(door.send(i % 2 == 0 ? Door.LOCAL : "nobodys", unknown).status())
                    .isIn(401, 429);
        }
        awaitKept();

        assertThat(audited(mark, 1)).hasSizeLessThanOrEqualTo(REFUSALS_A_MINUTE).allSatisfy(entry -> assertThat(
                        entry.path("ipAddress").asText())
                .isEqualTo("203.0.113.9"));
    }

    @Test
    void aPageOfAnOriginIsLetInFromWhenItIsAllowedUntilItIsNotAnyMore() {
        Request asked = Request.of("GET", "/api/me").with("Origin", "https://new.example.org");
        assertThat(door.send(owner, asked).status()).isEqualTo(403);

        change("{'changes':{'origins':['https://new.example.org']}}");
        assertThat(door.send(owner, asked).status()).isEqualTo(200);

        change("{'changes':{'origins':null}}");
        assertThat(door.send(owner, asked).status()).isEqualTo(403);
    }

    @Test
    void aLimitHoldsForSocketsThatAreThereAlready() {
        try (SocketIoClient client = SocketIoClient.connect(hub.url(), false, "/ui", token())) {
            assertThat(client.ask("ping", "").path("success").asBoolean()).isTrue();

            change("{'changes':{'limits.events-per-second':1,'limits.events-burst':2}}");
            List<Boolean> answers = new ArrayList<>();
            while (!answers.contains(false) && answers.size() < MANY_EVENTS) {
                answers.add(client.ask("ping", "").path("success").asBoolean());
            }
            change("{'changes':{'limits.events-per-second':null,'limits.events-burst':null}}");

            assertThat(answers).startsWith(true, true).contains(false);
            assertThat(client.ask("ping", "").path("success").asBoolean()).isTrue();
        }
    }

    @Test
    void theSettingsCarryAnETagAndHoldAWriterToIt() {
        Reply changed = change("{'changes':{'portal.connections':9}}");
        String etag = String.join("", changed.headers().getOrDefault("etag", List.of()));
        Request next = Request.of("PATCH", "/api/admin/config", "{'changes':{'portal.connections':null}}")
                .with("If-Match", etag);

        assertThat(door.send(Door.LOCAL, next).status()).isEqualTo(200);
        Reply stale = door.send(Door.LOCAL, next);

        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.json().path("current").path("settings")).isNotEmpty();
        Reply wrong = door.send(Door.LOCAL, Request.of("PATCH", "/api/admin/config", "{'changes':{'jwt-secret':'x'}}"));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().path("details").path(0).path("path").asText()).isEqualTo("/changes/jwt-secret");
    }

    @Test
    void whoWatchesIsToldHowTheHubIsDoing() {
        try (SocketIoClient client = SocketIoClient.connect(hub.url(), false, "/monitoring", token())) {
            String packet = client.heard().awaitContaining("system_metrics");

            assertThat(packet)
                    .startsWith("42/monitoring,[\"system_metrics\",{\"timestamp\":\"")
                    .endsWith("}]");
        }
    }

    @Test
    void whoRunsTheHubHearsWhatIsDoneAndWhatIsChanged() {
        String mark = mark();
        try (SocketIoClient admin = SocketIoClient.connect(hub.url(), false, "/admin", token());
                SocketIoClient stranger = SocketIoClient.connect(hub.url(), false, "/portal", "{}")) {
            door.send(
                    Door.LOCAL,
                    Request.of("PATCH", "/api/admin/config", "{'changes':{'portal.messages-per-minute':99}}")
                            .with("User-Agent", mark));
            change("{'changes':{'portal.messages-per-minute':null}}");
            stranger.ask("authenticate", "{\"token\":\"nobodys\"}");
            stranger.ask("authenticate", token());

            admin.heard().awaitContaining("\"changes\":{\"portal.messages-per-minute\":99}");
            assertThat(admin.heard().awaitContaining(mark))
                    .contains("\"user_action\"", "\"action\":\"PATCH\"", "\"resource\":\"/api/admin/config\"");
            assertThat(admin.heard()
                            .await(
                                    "a login on /portal",
                                    packet -> packet.contains("\"resource\":\"/portal\"")
                                            && packet.contains("\"success\":true")))
                    .contains("\"action\":\"login\"", "\"user_id\":\"owner\"");
            admin.heard().awaitContaining("\"user_id\":\"anonymous\",\"action\":\"login\",\"resource\":\"/portal\"");
            assertThat(admin.everything()).doesNotContain(owner, "nobodys");
        }
    }

    private static String token() {
        return "{\"token\":\"" + owner + "\"}";
    }

    private static Reply change(String json) {
        Reply reply = door.send(Door.LOCAL, Request.of("PATCH", "/api/admin/config", json));
        assertThat(reply.status()).as(reply.all()).isEqualTo(200);
        return reply;
    }

    private static String mark() {
        return "test-" + UUID.randomUUID();
    }

    /** Waits until all that was done before is kept, as what is kept is kept in order. */
    private static void awaitKept() {
        String last = mark();
        door.send(Door.LOCAL, Request.of("DELETE", "/api/tasks/none").with("User-Agent", last));
        assertThat(audited(last, 1)).hasSize(1);
    }

    /** Returns the entries of a program, the latest first, once there are so many. */
    private static List<JsonNode> audited(String program, int count) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<JsonNode> found = entries("?limit=1000").stream()
                    .filter(entry -> entry.path("userAgent").asText().equals(program))
                    .toList();
            if (found.size() >= count) {
                return found;
            }
            assertThat(System.nanoTime()).as("never audited: " + found).isLessThan(end);
            pause();
        }
    }

    private static List<JsonNode> await(String query, int count) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<JsonNode> found = entries(query);
            if (found.size() >= count) {
                return found;
            }
            assertThat(System.nanoTime()).as("never audited: " + found).isLessThan(end);
            pause();
        }
    }

    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }

    private static List<JsonNode> entries(String query) {
        List<JsonNode> entries = new ArrayList<>();
        door.done("GET", "/api/admin/audit" + query, "").forEach(entries::add);
        return entries;
    }

    private static WebSocket raw(String program, String query) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("User-Agent", program)
                .buildAsync(URI.create(hub.url().toString().replace("http", "ws") + query), new WebSocket.Listener() {})
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static boolean refusesRaw(String program, String query) {
        try {
            raw(program, query).abort();
            return false;
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(WebSocketHandshakeException.class);
            return true;
        }
    }
}
