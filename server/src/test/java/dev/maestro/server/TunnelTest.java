package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.server.edge.StampingProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code doctor} before a hub that runs, and the ways to it. */
class TunnelTest {
    @TempDir
    Path folder;

    private Path data;
    private Path settings;

    @BeforeEach
    void makeFolder() throws IOException {
        settings = Files.createFile(folder.resolve("empty.properties"));
        data = Files.createDirectory(
                folder.resolve("data"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private RunningHub hub(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.put("data-dir", data.toString());
        return RunningHub.start(all, Clock.systemUTC());
    }

    private CommandRun doctor(RunningHub hub, String... flags) {
        List<String> all = new ArrayList<>(List.of(
                "doctor",
                "--config",
                settings.toString(),
                "--data-dir",
                data.toString(),
                "--port",
                "" + hub.url().getPort()));
        all.addAll(List.of(flags));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private static List<String> found(CommandRun run, String check) {
        JsonNode checks = run.json().path("checks");
        return StreamSupport.stream(checks.spliterator(), false)
                .filter(finding -> finding.path("check").asText().equals(check))
                .map(finding -> finding.path("verdict").asText() + " "
                        + finding.path("found").asText())
                .toList();
    }

    @Test
    void theHubItselfIsKnownByItsKeysAndNothingIsBad() {
        try (RunningHub hub = hub(Map.of())) {
            CommandRun good = doctor(hub);
            assertThat(good.code()).as(good.out()).isZero();
            assertThat(good.out())
                    .contains(
                            "ok    port     This hub runs at port " + hub.url().getPort(), " 0 bad");
        }
    }

    @Test
    void anotherHubAtThePortIsFound() throws IOException {
        try (RunningHub other = RunningHub.start(Map.of())) {
            CommandRun run = doctor(other, "--json");
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.json().path("good").asBoolean()).isFalse();
            assertThat(found(run, "port")).singleElement().asString().startsWith("bad A hub answers at port");
        }
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void aTunnelThatHidesWhereVisitorsComeFromIsFound() {
        try (RunningHub hub = hub(Map.of());
                StampingProxy hiding = StampingProxy.before(hub.url().getPort())) {
            CommandRun run = doctor(hub, "--json", "--url", "http://127.0.0.1:" + hiding.port());
            assertThat(run.code()).isEqualTo(1);
            assertThat(found(run, "tunnel"))
                    .singleElement()
                    .asString()
                    .startsWith("bad Whoever comes by")
                    .contains("taken for the person at this machine");
        }
    }

    @Test
    void aProxyThatIsNotTrustedMakesAllVisitorsOne() {
        try (RunningHub hub = hub(Map.of());
                LosingProxy proxy = LosingProxy.writing(hub.url(), "X-Forwarded-For", "203.0.113.9")) {
            CommandRun run = doctor(hub, "--json", "--url", proxy.url());
            assertThat(found(run, "tunnel"))
                    .hasSize(2)
                    .anySatisfy(line -> assertThat(line).startsWith("ok Nobody who comes by " + proxy.url()))
                    .anySatisfy(line ->
                            assertThat(line).startsWith("warn All visitors are seen as the proxy at 127.0.0.1"));
        }
    }

    @Test
    void aVisitorWhoIsBelievedIsFound() {
        try (RunningHub hub = hub(Map.of("trusted-proxies", "127.0.0.1"));
                LosingProxy proxy = LosingProxy.writing(hub.url(), "Via", "1.1 tunnel")) {
            CommandRun run = doctor(hub, "--json", "--url", proxy.url());
            assertThat(run.code()).isEqualTo(1);
            assertThat(found(run, "tunnel"))
                    .anySatisfy(line -> assertThat(line).startsWith("bad A visitor may say in X-Forwarded-For"));
        }
    }

    @Test
    void aProxyThatWritesTheHeaderItselfTellsVisitorsApart() {
        try (RunningHub hub = hub(Map.of("trusted-proxies", "127.0.0.1"));
                LosingProxy proxy = LosingProxy.writing(hub.url(), "X-Forwarded-For", "203.0.113.9")) {
            CommandRun run = doctor(hub, "--json", "--url", proxy.url());
            assertThat(found(run, "tunnel"))
                    .hasSize(2)
                    .last()
                    .isEqualTo("ok Visitors are told apart: this machine is seen as 203.0.113.9.");
        }
    }

    @Test
    void whereNobodyOrSomebodyElseAnswersItIsSaid() {
        int port = Ports.next();
        try (RunningHub hub = hub(Map.of());
                RunningHub other = RunningHub.start(Map.of());
                LosingProxy toOther = LosingProxy.writing(other.url(), "Via", "1.1 tunnel")) {
            assertThat(found(doctor(hub, "--json", "--url", "http://127.0.0.1:" + port), "tunnel"))
                    .containsExactly("bad Nobody answers at http://127.0.0.1:" + port + ".");
            assertThat(found(doctor(hub, "--json", "--url", toOther.url()), "tunnel"))
                    .last()
                    .asString()
                    .contains("it is another hub");
        }
    }

    @Test
    void badSettingsAreAFindingAndBadFlagsAreNot() {
        CommandRun settings = CommandRun.of("doctor", "--origins", "nonsense", "--config", this.settings.toString());
        assertThat(settings.code()).isEqualTo(1);
        assertThat(settings.out()).contains("bad   settings", "origins", "-> ");
        CommandRun secret = CommandRun.of("doctor", "--jwt-secret", "short", "--config", this.settings.toString());
        assertThat(secret.code()).isEqualTo(1);
        assertThat(secret.out()).contains("bad   settings", "at least 32 bytes").doesNotContain("short");
        CommandRun flags = CommandRun.of("doctor", "--url", "hub");
        assertThat(flags.code()).isEqualTo(2);
        assertThat(flags.err()).contains("https://hub.example.org");
    }
}
