package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Engine.IO v4 over bare HTTP and WebSocket, sentence by sentence. */
@ParameterizedClass
@EnumSource(NetworkLoops.class)
class EngineIoTest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final NetworkLoops network;
    private EngineFixture fixture;

    EngineIoTest(NetworkLoops network) {
        this.network = network;
        this.fixture = EngineFixture.echoes(EngineFixture.PATIENT, network, 2);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void pollingBeginsWithTheHandshake() throws Exception {
        HttpResponse<String> answer = get("EIO=4&transport=polling");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("0");
        JsonNode open = Json.mapper().readTree(answer.body().substring(1));
        assertThat(open.properties()).hasSize(5);
        assertThat(open.path("sid").textValue()).hasSize(20);
        assertThat(open.path("upgrades").toString()).isEqualTo("[\"websocket\"]");
        assertThat(open.path("pingInterval").intValue()).isEqualTo(240_000);
        assertThat(open.path("pingTimeout").intValue()).isEqualTo(300_000);
        assertThat(open.path("maxPayload").intValue()).isEqualTo(1_000_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|transport=polling|5|Unsupported protocol version",
                "GET|EIO=abc&transport=polling|5|Unsupported protocol version",
                "GET|EIO=3&transport=polling|5|Unsupported protocol version",
                "GET|EIO=4|0|Transport unknown",
                "GET|EIO=4&transport=abc|0|Transport unknown",
                "GET|EIO=4&transport=__proto__|0|Transport unknown",
                "GET|EIO=4&transport=constructor|0|Transport unknown",
                "GET|EIO=4&transport=polling&sid=abc|1|Session ID unknown",
                "POST|EIO=4&transport=polling&sid=abc|1|Session ID unknown",
                "POST|EIO=4&transport=polling|2|Bad handshake method",
                "PUT|EIO=4&transport=polling|2|Bad handshake method",
                "GET|EIO=4&transport=websocket|3|Bad request",
                "GET|EIO=%zz&transport=polling|3|Bad request",
            })
    void badRequestsAreAnsweredAsSpecified(String method, String query, int code, String message) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", fixture.port())) {
            write(
                    socket,
                    method + " /socket.io/?" + query + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
                            + "Connection: close\r\n\r\n");
            String answer = readAll(socket);
            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("content-type: application/json");
            assertThat(answer).endsWith("\r\n\r\n{\"code\":" + code + ",\"message\":\"" + message + "\"}");
        }
    }

    @Test
    void messagesAreEchoedOverPolling() throws Exception {
        String session = newSession();
        assertThat(post(session, "4hello").body()).isEqualTo("ok");
        assertThat(get(session).body()).isEqualTo("4hello");
        assertThat(post(session, "4test1\u001e4test2\u001ebAQIDBA==").statusCode())
                .isEqualTo(200);
        assertThat(get(session).body()).isEqualTo("4test1\u001e4test2\u001ebAQIDBA==");
    }

    @Test
    void aPollWaitsForSomethingToSay() throws Exception {
        String session = newSession();
        CompletableFuture<HttpResponse<String>> poll = getLater(session);
        post(session, "4late");
        assertThat(poll.get(60, TimeUnit.SECONDS).body()).isEqualTo("4late");
    }

    @Test
    void aConnectionIsKeptBetweenRequests() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", fixture.port())) {
            String ask = "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\n\r\n";
            for (int i = 0; i < 3; i++) {
                write(socket, ask);
                String head = readHead(socket);
                assertThat(head).startsWith("HTTP/1.1 200 OK").doesNotContain("connection: close");
                socket.getInputStream().readNBytes(contentLength(head));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "", "2", "0", "6", "5", "4a\u001e7", "b###"})
    void malformedPostsCloseTheSession(String body) throws Exception {
        String session = newSession();
        assertThat(post(session, body).statusCode()).isEqualTo(400);
        assertThat(get(session).body()).isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
    }

    @Test
    void aSecondPollAtOnceClosesTheSession() throws Exception {
        String session = newSession();
        CompletableFuture<HttpResponse<String>> first = getLater(session);
        CompletableFuture<HttpResponse<String>> second = getLater(session + "&t=burst");
        // Which of the two came first is not known; one is told to close, the other is refused.
        assertThat(List.of(
                        first.get(60, TimeUnit.SECONDS).body(),
                        second.get(60, TimeUnit.SECONDS).body()))
                .containsExactlyInAnyOrder("1", "{\"code\":3,\"message\":\"Bad request\"}");
        assertThat(get(session).statusCode()).isEqualTo(400);
    }

    @Test
    void aSecondPostAtOnceClosesTheSession() throws Exception {
        String session = newSession();
        CompletableFuture<HttpResponse<String>> poll = getLater(session);
        awaitHeldPoll(session);
        try (Socket slow = new Socket("127.0.0.1", fixture.port())) {
            write(
                    slow,
                    "POST /socket.io/?" + session + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n"
                            + "Expect: 100-continue\r\n\r\n4a");
            assertThat(readHead(slow)).startsWith("HTTP/1.1 100");
            assertThat(post(session, "4b").statusCode()).isEqualTo(400);
        }
        assertThat(poll.get(60, TimeUnit.SECONDS).body()).isEqualTo("1");
    }

    @Test
    void aPollGivenUpClosesTheSession() throws Exception {
        String session = newSession();
        try (Socket socket = new Socket("127.0.0.1", fixture.port())) {
            write(socket, "GET /socket.io/?" + session + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            awaitHeldPoll(session);
        }
        awaitSessions(0);
        assertThat(get(session).statusCode()).isEqualTo(400);
    }

    @Test
    void aClientThatSaysCloseIsClosed() throws Exception {
        String session = newSession();
        CompletableFuture<HttpResponse<String>> poll = getLater(session);
        awaitHeldPoll(session);
        assertThat(post(session, "1").statusCode()).isEqualTo(200);
        assertThat(poll.get(60, TimeUnit.SECONDS).body()).isEqualTo("6");
        assertThat(get(session).statusCode()).isEqualTo(400);
    }

    @Test
    void aBodyOverTheLimitIsTooLarge() throws Exception {
        String session = newSession();
        assertThat(post(session, "4" + "a".repeat(999_999)).statusCode()).isEqualTo(200);
        assertThat(get(session).body()).hasSize(1_000_000);
        try (Socket socket = new Socket("127.0.0.1", fixture.port())) {
            write(
                    socket,
                    "POST /socket.io/?" + session + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000001\r\n\r\n4");
            assertThat(readHead(socket)).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void pingsGoOverPolling() throws Exception {
        use(EngineFixture.pinging());
        String session = newSession();
        for (int i = 0; i < 3; i++) {
            assertThat(get(session).body()).isEqualTo("2");
            assertThat(post(session, "3").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void webSocketEchoesTextAndBinary() throws Exception {
        try (RawClient client = RawClient.session(fixture.port())) {
            client.say("4hello €");
            assertThat(client.next()).isEqualTo("4hello €");
            client.say(new byte[] {1, 2, 3});
            assertThat(client.next()).isEqualTo("[1, 2, 3]");
            client.sayPart("4in ", false);
            client.sayPart("parts", true);
            assertThat(client.next()).isEqualTo("4in parts");
            for (int size : new int[] {125, 126, 65_535, 65_536, 999_999}) {
                String text = "4" + "x".repeat(size - 1);
                client.say(text);
                assertThat(client.next()).isEqualTo(text);
            }
        }
    }

    @Test
    void webSocketPings() throws Exception {
        use(EngineFixture.pinging());
        try (RawClient client = RawClient.session(fixture.port())) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.next()).isEqualTo("2");
                client.say("3");
            }
        }
    }

    @Test
    void silenceEndsASessionOverWebSocket() throws Exception {
        use(EngineFixture.impatient());
        try (RawClient client = RawClient.session(fixture.port())) {
            assertThat(client.next()).isEqualTo("2");
            assertThat(client.next()).isEqualTo("closed 4001");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "2", "7", "5"})
    void malformedFramesCloseTheConnection(String frame) throws Exception {
        try (RawClient client = RawClient.session(fixture.port())) {
            client.say(frame);
            assertThat(client.next()).isEqualTo("closed 1002");
        }
        awaitSessions(0);
    }

    @Test
    void webSocketHandshakesThatAreWrongAreRefused() {
        for (String query : new String[] {"transport=websocket", "EIO=3&transport=websocket", "EIO=4&transport=x"}) {
            assertThatThrownBy(() -> RawClient.open(fixture.webSocket(query)))
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("WebSocketHandshakeException");
        }
        assertThat(fixture.engine().status().engineSessions()).isZero();
    }

    @Test
    void anUpgradeTakesOverWithoutLossAndEndsPolling() throws Exception {
        String session = newSession();
        CompletableFuture<HttpResponse<String>> poll = getLater(session);
        awaitHeldPoll(session);
        String sid = session.substring(session.indexOf("sid=") + 4);
        try (RawClient client = RawClient.open(fixture.webSocket("EIO=4&transport=websocket&sid=" + sid))) {
            client.say("2probe");
            assertThat(client.next()).isEqualTo("3probe");
            assertThat(poll.get(60, TimeUnit.SECONDS).body()).isEqualTo("6");
            post(session, "4between");
            client.say("5");
            assertThat(client.next()).isEqualTo("4between");
            client.say("4hello");
            assertThat(client.next()).isEqualTo("4hello");
            assertThat(get(session).body()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
            assertThat(post(session, "4x").statusCode()).isEqualTo(400);
            try (RawClient second = RawClient.open(fixture.webSocket("EIO=4&transport=websocket&sid=" + sid))) {
                assertThat(second.next()).startsWith("closed");
            }
            client.say("4still");
            assertThat(client.next()).isEqualTo("4still");
        }
    }

    @Test
    void anUpgradeThatFailsLeavesPollingAsItWas() throws Exception {
        String session = newSession();
        String sid = session.substring(session.indexOf("sid=") + 4);
        try (RawClient client = RawClient.open(fixture.webSocket("EIO=4&transport=websocket&sid=" + sid))) {
            client.say("4not a probe");
            assertThat(client.next()).startsWith("closed");
        }
        post(session, "4hello");
        assertThat(get(session).body()).isEqualTo("4hello");
    }

    private void use(EngineConfig config) {
        fixture.close();
        fixture = EngineFixture.echoes(config, network, 2);
    }

    private String newSession() throws Exception {
        JsonNode open =
                Json.mapper().readTree(get("EIO=4&transport=polling").body().substring(1));
        return "EIO=4&transport=polling&sid=" + open.path("sid").textValue();
    }

    private HttpResponse<String> get(String query) throws Exception {
        return getLater(query).get(60, TimeUnit.SECONDS);
    }

    private CompletableFuture<HttpResponse<String>> getLater(String query) {
        return HTTP.sendAsync(HttpRequest.newBuilder(fixture.http(query)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String query, String body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(fixture.http(query))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private void awaitSessions(int count) throws Exception {
        fixture.await(() -> fixture.engine().status().engineSessions() == count);
    }

    private void awaitHeldPoll(String session) throws Exception {
        fixture.awaitHeldPoll(session.substring(session.indexOf("sid=") + 4));
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String readHead(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("the connection ended after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static int contentLength(String head) {
        String after = head.substring(head.indexOf("content-length: ") + 16);
        return Integer.parseInt(after.substring(0, after.indexOf('\r')));
    }
}
