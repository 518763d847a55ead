package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchCommandTest {
    private static final String SECRET = "the secret of this very test, 32 bytes and more";

    private static @Nullable RunningHub hub;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @BeforeAll
    static void startsAHub() {
        hub = RunningHub.start(Map.of("jwt-secret", SECRET), Clock.systemUTC());
    }

    @AfterAll
    static void endsIt() {
        hub().close();
    }

    private static RunningHub hub() {
        if (hub == null) {
            throw new IllegalStateException("there is no hub");
        }
        return hub;
    }

    @Test
    void noTokensAreMadeForAHubOfOthers(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "a secret of 32 bytes and some more of them");

        assertThat(run("connect", "--url", "https://hub.example.org", "--jwt-secret-file", secret.toString()))
                .isEqualTo(2);

        assertThat(err.toString()).contains("no tokens are made for https://hub.example.org");
    }

    @Test
    void aTableIsPrintedAndNothingElse() {
        assertThat(onHub("connect", "--sockets", "6", "--rate", "100")).isZero();

        assertThat(out.toString())
                .startsWith("connect against http://localhost:")
                .contains("due to let in", "kept");
        assertThat(err.toString()).as("no bar where there is no terminal").isEmpty();
    }

    @Test
    void jsonIsOneValue() throws Exception {
        assertThat(onHub("latency", "--sockets", "2", "--rate", "30", "--seconds", "1", "--warmup", "0", "--json"))
                .isZero();

        JsonNode json = Json.tree(out.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(json.path("bench").asText()).isEqualTo("latency");
        assertThat(json.at("/questions/answered").asInt()).isPositive();
        assertThat(json.at("/verdict/kept").asBoolean()).isTrue();
    }

    @Test
    void aBoundThatIsNotKeptIsOne() {
        assertThat(onHub("connect", "--sockets", "3", "--rate", "100", "--max-p99", "0ms"))
                .isEqualTo(1);

        assertThat(out.toString()).contains("not kept: p99 was");
    }

    @Test
    void tokensOfManyUsersAreMadeByTheHubsSecret() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), SECRET + "\n");

        assertThat(onHub(
                        "terminal",
                        "--jwt-secret-file=" + secret,
                        "--viewers=2",
                        "--rate=0.2",
                        "--seconds=1",
                        "--warmup=0"))
                .as("%s%s", out, err)
                .isZero();
        assertThat(out.toString()).containsPattern("watching\\s+2\n");
    }

    @Test
    void aSecretThatIsNotTheHubsLetsNobodyIn() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), SECRET.toUpperCase(Locale.ROOT));

        assertThat(onHub("connect", "--jwt-secret-file=" + secret, "--sockets=2", "--rate=100"))
                .isEqualTo(3);
        assertThat(err.toString()).contains("lets nobody in: 2 × refused: Invalid authentication token");
    }

    @Test
    void anyServersEventsCanBeNamed() throws Exception {
        HttpRequest project = HttpRequest.newBuilder(hub().url().resolve("/api/projects"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"named\"}"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(project, BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(201);

        assertThat(onHub(
                        "fanout",
                        "--sockets=4",
                        "--rate=5",
                        "--lanes=1",
                        "--seconds=1",
                        "--warmup=0",
                        "--namespace=/chat/named",
                        "--publish=send_message",
                        "--publish-data={\"content\":\"%mark %pad\",\"type\":\"message\"}",
                        "--publish-ack",
                        "--event=message_received",
                        "--json"))
                .as("%s%s", out, err)
                .isZero();
        JsonNode json = Json.tree(out.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(json.at("/deliveries/delivered").asInt())
                .isPositive()
                .isEqualTo(4 * json.at("/changes/taken").asInt());
    }

    @Test
    void aServerThatIsNotThereIsThree() {
        int port = Ports.next();

        assertThat(run("connect", "--url", "http://127.0.0.1:" + port, "--sockets", "2"))
                .isEqualTo(3);
        assertThat(err.toString()).contains("Nothing was measured: ", "2 × connection refused");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "fanout --sockets=0, --sockets=0: must be 1 to 60000",
        "fanout --rate=0, must be 0.1 to 100000 a second",
        "fanout --rate=fast, must be a number",
        "fanout --change=weather, 'must be task, task-create or chat'",
        "fanout --change=chat --size=2000, a message of a chat has room for 1900",
        "fanout --publish=x, --publish-data is needed with --publish",
        "fanout --publish=x --event=y --publish-data={}, %mark must stand in it",
        "fanout --event=x, goes with --publish",
        "latency --seconds=ten, must be a whole number",
        "latency --emit-data={, is no JSON",
        "latency --max-p99=soon, must be a duration",
        "latency --max-loss=101, must be 0 to 100",
        "connect --auth=1, must be a JSON object",
        "connect --namespace=ui, must begin with a slash",
        "connect --url=ftp://x, is no address of a hub",
        "connect --token-file=/no/such/file, cannot be read",
        "connect --data-dir=/no/such/folder, no hub has made a secret in",
        "terminal --viewers=1, terminals are watched with a token only",
        "fanout --bogus=1, --bogus",
        "'', say what to measure"
    })
    void wrongFlagsAreTwoAndSayWhatIsWrong(String line, String said) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);

        assertThat(err.toString())
                .startsWith("Nothing was measured, because of its flags:")
                .contains(said);
    }

    @ParameterizedTest
    @CsvSource({"fanout", "latency", "connect", "terminal"})
    void eachKindExplainsItself(String kind) {
        assertThat(run(kind, "--help")).isZero();

        assertThat(out.toString()).contains("bench " + kind + " [OPTION]", "--max-p99", "--token-file");
    }

    private int onHub(String kind, String... flags) {
        List<String> all = new ArrayList<>(
                List.of(kind, "--url", "http://localhost:" + hub().url().getPort()));
        all.addAll(List.of(flags));
        return run(all.toArray(String[]::new));
    }

    private int run(String... flags) {
        CommandLine command = HubCommand.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of("bench"));
        all.addAll(List.of(flags));
        return command.execute(all.toArray(String[]::new));
    }
}
