package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent in a terminal of its own, which a real xterm shows as the person there sees it; and viewers, whose whole
 * screens have to be the same, whenever they came.
 */
@Timeout(600)
class TerminalIT {
    private static final String LOCAL = "local";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private int port;
    private PackagedHub hub;
    private Viewers viewers;
    private TerminalProcess agent;
    private String token;
    private String session;

    @BeforeEach
    void startAgent() throws Exception {
        port = Ports.next();
        hub = startHub();
        token = Tokens.ofAll("ann", Duration.ofHours(1));
        String project = id("POST", "/api/projects", "{\"name\":\"p\",\"workingDir\":\"/\"}");
        JsonNode made = done("POST", "/api/sessions", "{\"projectId\":\"" + project + "\",\"name\":\"s\"}");
        session = made.path("id").asText();
        viewers = Viewers.start();
        viewers.open(LOCAL, 80, 24);
        agent = inTerminal(
                LOCAL,
                "agent",
                "--url",
                hub.url(),
                "--project",
                project,
                "--session",
                session,
                "--token",
                made.path("token").asText(),
                "--",
                "bash",
                "--norc",
                "--noprofile");
        awaitPrompt();
    }

    @AfterEach
    void stop() throws IOException {
        agent.close();
        viewers.close();
        hub.close();
    }

    @Test
    void fullScreenProgramsLookTheSameForWhoeverComesWhenever() throws Exception {
        Path file = Files.writeString(folder.resolve("poem.txt"), "one\ntwo\n\tthree ünïcødé 漢字 🚀\n".repeat(40));
        viewers.watch("first", hub.url(), token, session, false);
        viewers.type("first", "vim -u NONE -N -i NONE '" + file + "'\r");
        awaitScreen(LOCAL, text -> text.contains("poem.txt"));
        viewers.type("first", ":set number hlsearch\r/three\rggOtyped from afar\u001b");
        awaitScreen(LOCAL, text -> text.contains("typed from afar") && text.contains("  1 "));
        assertSame("first");
        assertThat(viewers.screen("first").path("buffer").asText()).isEqualTo("alternate");

        viewers.watch("in the middle", hub.url(), token, session, false);
        assertSame("in the middle");

        hub.process().kill();
        agent.type("Gotyped while the hub was away\u001b");
        awaitScreen(LOCAL, text -> text.contains("typed while the hub was away"));
        hub = startHub();
        viewers.watching("first");
        viewers.watch("afterwards", hub.url(), token, session, false);
        for (String viewer : List.of("first", "in the middle", "afterwards")) {
            assertSame(viewer);
        }

        viewers.type("afterwards", ":q!\r");
        awaitPrompt();
        viewers.type("afterwards", "htop -d 100\r");
        awaitScreen(LOCAL, text -> text.contains("F10"));
        viewers.watch("at htop", hub.url(), token, session, false);
        assertSame("at htop");
        viewers.type("at htop", "q");
        awaitPrompt();
        for (String viewer : List.of("first", "in the middle", "afterwards", "at htop")) {
            assertSame(viewer);
        }
        // Vim and htop ask the terminal what it is; of all who heard the question only the agent's own may answer.
        viewers.type("first", "echo ready; cat -v\r");
        awaitScreen(LOCAL, text -> text.contains("\nready\n"));
        viewers.type("first", "nothing but this\r");
        awaitScreen(LOCAL, text -> text.contains("nothing but this\n"));
        assertThat(text(LOCAL)).doesNotContain("^[[");
    }

    @Test
    void aHundredThousandLinesReachWhoReadsAndOneWhoDoesNotDisturbsNobody() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 100_000; i++) {
            lines.append("line ").append(i).append(" of a hundred thousand\n");
        }
        Path file = Files.writeString(folder.resolve("long.txt"), lines);
        viewers.watch("usual", hub.url(), token, session, false);
        JsonNode watching = viewers.watch("lossless", hub.url(), token, session, true);
        assertThat(watching.path("writable").asBoolean()).isTrue();
        try (SilentViewer silent = SilentViewer.watch(hub.url(), token, session)) {
            assertThat(silent).isNotNull();
            viewers.type("usual", "clear; cat '" + file + "'; echo the end\r");
            awaitScreen(LOCAL, text -> text.contains("line 100000 of") && text.contains("the end\n"));
            assertSame("usual");
            assertSame("lossless");
            JsonNode stream = viewers.stream("lossless");
            assertThat(stream.path("gaps").asInt()).isZero();
            assertThat(stream.path("resyncs").asInt()).isZero();
            assertThat(stream.path("bytes").asLong()).isGreaterThan(lines.length() + 100_000);
            viewers.watch("late", hub.url(), token, session, false);
            assertSame("late");
        }
    }

    @Test
    void theWatchCommandShowsWhatTheAgentShowsAndTypes() throws Exception {
        viewers.open("watch", 80, 24);
        try (TerminalProcess watch =
                inTerminal("watch", "watch", "--url", hub.url(), "--token", token, "--control", session)) {
            awaitScreen("watch", text -> text.contains("$"));
            watch.type("echo from $((40 + 2)) afar\r");
            awaitScreen(LOCAL, text -> text.contains("from 42 afar"));
            assertSameScreen("watch");
            watch.type("exit 3\r");
            assertThat(watch.awaitEnd()).isEqualTo(3);
        }
        assertThat(agent.awaitEnd()).isEqualTo(3);
        hub.awaitStatus(session, "failed");
    }

    private PackagedHub startHub() throws IOException, InterruptedException {
        return PackagedHub.start(folder.resolve("data"), port, Tokens.flags());
    }

    private TerminalProcess inTerminal(String screen, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(PackagedHub.command(arguments).command());
        return TerminalProcess.start(command, 80, 24, (bytes, length) -> viewers.feed(screen, bytes, length));
    }

    private void assertSame(String viewer) throws Exception {
        await(viewer, () -> viewers.screen(viewer)
                .get("shows")
                .equals(viewers.screen(LOCAL).get("shows")));
    }

    /** Compares what is on the screens, not in which buffer and with which history and modes. */
    private void assertSameScreen(String viewer) throws Exception {
        await(
                viewer,
                () -> text(viewer).equals(text(LOCAL))
                        && viewers.screen(viewer)
                                .get("cursor")
                                .equals(viewers.screen(LOCAL).get("cursor")));
    }

    /** Waits until the shell reads again: what is typed before that is thrown away by a program that ends. */
    private void awaitPrompt() throws Exception {
        await(LOCAL, () -> {
            JsonNode screen = viewers.screen(LOCAL);
            int row = screen.path("cursor").path(1).asInt();
            return screen.path("buffer").asText().equals("normal")
                    && screen.path("cursor").path(0).asInt() == 2
                    && screen.path("text").path(row).asText().strip().equals("$");
        });
    }

    private void awaitScreen(String screen, Predicate<String> wanted) throws Exception {
        await(screen, () -> wanted.test(text(screen)));
    }

    private String text(String screen) throws Exception {
        return text(viewers.screen(screen));
    }

    private static String text(JsonNode screen) {
        StringBuilder text = new StringBuilder();
        screen.path("text").forEach(line -> text.append(line.asText()).append('\n'));
        return text.toString();
    }

    private void await(String screen, Condition condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("after " + PATIENCE + " " + screen + " shows:\n" + viewers.screen(screen)
                        + "\nand the agent's own terminal:\n" + viewers.screen(LOCAL));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private String id(String method, String path, String body) throws Exception {
        return done(method, path, body).path("id").asText();
    }

    private JsonNode done(String method, String path, String body) throws Exception {
        String answer = hub.sendAs(token, method, path, body).body();
        return Json.tree(answer.getBytes(StandardCharsets.UTF_8));
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }
}
