package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.maestro.server.backend.redis.TestRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a verb does where no answer comes, or one of somebody else. */
class LostAnswersTest {
    private static RunningHub hub;
    private static String url;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        hub = RunningHub.start(Map.of());
        url = hub.url().toString();
        CommandRun.of("project", "create", "P", "--url", url);
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static long named(String title) {
        return CommandRun.of("task", "list", "--all", "--json", "--url", url).json().findValues("title").stream()
                .filter(found -> found.asText().equals(title))
                .count();
    }

    private static String project() {
        return CommandRun.of("project", "list", "--json", "--url", url)
                .json()
                .path(0)
                .path("id")
                .asText();
    }

    @Test
    void whatIsMadeIsMadeOnceThoughItsAnswerWasLost() {
        String project = project();
        try (LosingProxy proxy = LosingProxy.before(hub.url(), 1)) {
            // What is lost is the answer to the question whether there is the project.
            CommandRun task = CommandRun.of("task", "create", "Once", "--project", project, "--url", proxy.url());
            assertThat(task.code()).as(task.err()).isZero();
            assertThat(proxy.asked()).containsExactly("GET", "GET", "POST");
        }
        try (LosingProxy proxy = LosingProxy.before(hub.url(), 1)) {
            CommandRun sent = CommandRun.in(
                    Map.of("MAESTRO_PROJECT_ID", project), "task", "create", "Lost once", "--url", proxy.url());
            assertThat(sent.code()).as(sent.err()).isZero();
            assertThat(proxy.asked()).containsExactly("POST", "POST");
        }
        assertThat(named("Once")).isEqualTo(1);
        assertThat(named("Lost once")).isEqualTo(1);
    }

    @Test
    void whoIsToldThatItMayBeDoneMayRepeatItUnderItsKey() {
        Map<String, String> within = Map.of("MAESTRO_PROJECT_ID", project());
        CommandRun lost;
        try (LosingProxy proxy = LosingProxy.before(hub.url(), 2)) {
            lost = CommandRun.in(within, "task", "create", "Lost twice", "--url", proxy.url());
        }
        assertThat(lost.code()).isEqualTo(3);
        assertThat(lost.err()).contains("may or may not have been done", "--key ");
        String key = lost.err().replaceFirst("(?s).*--key (\\S+):.*", "$1");

        CommandRun again = CommandRun.in(within, "task", "create", "Lost twice", "--key", key, "--url", url);
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(named("Lost twice")).isEqualTo(1);
    }

    @Test
    void aChangeWhoseAnswerWasLostIsNotRepeated() {
        String task = CommandRun.of("task", "create", "C", "--project", project(), "--url", url)
                .made();
        try (LosingProxy proxy = LosingProxy.before(hub.url(), 1)) {
            CommandRun lost = CommandRun.of("task", "update", task, "--progress", "1", "--url", proxy.url());
            assertThat(lost.code()).isEqualTo(3);
            assertThat(lost.err()).contains("may or may not have been done", "Look before you repeat it");
            assertThat(proxy.asked()).containsExactly("PATCH");
        }
        assertThat(CommandRun.of("task", "show", task, "--json", "--url", url)
                        .json()
                        .path("version")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void whereNobodyListensItIsSaid() {
        int port = Ports.next();
        String nowhere = "http://127.0.0.1:" + port;
        CommandRun away = CommandRun.of("task", "list", "--url", nowhere);
        assertThat(away.code()).isEqualTo(3);
        assertThat(away.out()).isEmpty();
        assertThat(away.err()).contains("The hub at " + nowhere + " cannot be reached", "serve", "--url");
        CommandRun forPrograms = CommandRun.of("task", "create", "T", "--json", "--url", nowhere);
        assertThat(forPrograms.code()).isEqualTo(3);
        assertThat(CommandRun.json(forPrograms.err()).path("code").asText()).isEqualTo("unreachable");
    }

    @Test
    void anotherServerIsNoHub() throws IOException {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            exchange.sendResponseHeaders(404, 4);
            exchange.getResponseBody().write("none".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        other.start();
        try {
            CommandRun asked = CommandRun.of(
                    "status", "--url", "http://127.0.0.1:" + other.getAddress().getPort());
            assertThat(asked.code()).isEqualTo(3);
            assertThat(asked.err()).contains("what answers is no hub: HTTP status 404");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void aHubWhoseStoreIsAwayMayDoItLater() {
        try (TestRedis redis = TestRedis.start(folder);
                RunningHub shared =
                        RunningHub.start(Map.of("redis-url", redis.url(), "redis.timeout", "10s"), Clock.systemUTC())) {
            String there = shared.url().toString();
            assertThat(CommandRun.of("project", "create", "P", "--url", there).code())
                    .isZero();
            redis.kill();
            CommandRun later = CommandRun.of("project", "create", "Q", "--url", there);
            assertThat(later.code()).as(later.err()).isEqualTo(4);
            assertThat(later.err()).contains("Refused (unavailable)", "Try again in");
            CommandRun status = CommandRun.of("status", "--url", there);
            assertThat(status.code()).as(status.out() + status.err()).isEqualTo(4);
            redis.restart();
        }
    }
}
