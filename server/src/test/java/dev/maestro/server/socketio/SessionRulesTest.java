package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.edge.RawClient.Response;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Engine.IO v4 says of a session and its requests, beyond {@link EngineIoTest}. */
class SessionRulesTest {
    private final EngineFixture fixture = EngineFixture.echoes(EngineFixture.PATIENT);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aWebSocketBeginsWithAHandshakeThatOffersNoUpgrade() throws Exception {
        try (RawClient client = RawClient.open(fixture.webSocket("EIO=4&transport=websocket"))) {
            JsonNode open = Json.mapper().readTree(client.next().substring(1));
            assertThat(open.properties()).hasSize(5);
            assertThat(open.path("upgrades").toString()).isEqualTo("[]");
            assertThat(open.path("pingInterval").intValue()).isEqualTo(240_000);
            assertThat(open.path("pingTimeout").intValue()).isEqualTo(300_000);
            assertThat(open.path("maxPayload").intValue()).isEqualTo(1_000_000);
        }
    }

    @Test
    void answersSayWhatTheyAre() throws Exception {
        PollingRequests client = PollingRequests.open(fixture.port());
        HttpResponse<String> posted = client.post("4hello");
        assertThat(posted.headers().firstValue("content-type")).hasValue("text/plain; charset=UTF-8");
        HttpResponse<String> polled = client.get();
        assertThat(polled.headers().firstValue("content-type")).hasValue("text/plain; charset=UTF-8");
        assertThat(polled.headers().firstValue("cache-control")).hasValue("no-store");
        HttpResponse<String> refused = client.send("PUT", BodyPublishers.ofString("4x"));
        assertThat(refused.headers().firstValue("content-type")).hasValue("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH"})
    void otherMethodsAreRefusedAndDoNoHarm(String method) throws Exception {
        PollingRequests client = PollingRequests.open(fixture.port());
        HttpResponse<String> refused = client.send(method, BodyPublishers.ofString("4x"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
        assertThat(client.post("4hello").statusCode()).isEqualTo(200);
        assertThat(client.get().body()).isEqualTo("4hello");
    }

    @Test
    void aWebSocketSessionCannotBePolled() throws Exception {
        try (RawClient client = RawClient.open(fixture.webSocket("EIO=4&transport=websocket"))) {
            String sid = Json.mapper()
                    .readTree(client.next().substring(1))
                    .path("sid")
                    .textValue();
            assertThat(fixture.statusOf("EIO=4&transport=polling&sid=" + sid)).isEqualTo(400);
            client.say("4hello");
            assertThat(client.next()).isEqualTo("4hello");
        }
    }

    @Test
    void aPollThatTheUpgradeOvertookIsRefused() throws Exception {
        try (EngineBehindEdge server = EngineBehindEdge.start()) {
            PollingRequests polling = PollingRequests.joined(server.port());
            CompletableFuture<HttpResponse<String>> poll = polling.getLater();
            String request =
                    FrameClient.handshake().replace("transport=websocket", "transport=websocket&sid=" + polling.sid());
            try (var upgrading = server.edge().connect().send(request)) {
                Response response = upgrading.response();
                assertThat(response.status()).isEqualTo(101);
                EngineSession session = server.engine().session(polling.sid());
                assertThat(session).isNotNull();
                while (!CompletableFuture.supplyAsync(session::holdsPoll, session.loop())
                        .get(60, TimeUnit.SECONDS)) {
                    assertThat(poll).isNotDone();
                }
                // Probe and upgrade in one piece, so that nothing can come between them.
                upgrading.send("\u0081\u0086\0\0\0\u00002probe\u0081\u0081\0\0\0\u00005");
                assertThat(poll.get(60, TimeUnit.SECONDS).body()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
            }
            server.awaitNobody();
        }
    }

    @Test
    void silenceEndsASessionOverPolling() throws Exception {
        try (EngineBehindEdge server = EngineBehindEdge.start(EngineFixture.impatient())) {
            PollingRequests polling = PollingRequests.open(server.port());
            String poll = "GET /socket.io/?EIO=4&transport=polling&sid=" + polling.sid()
                    + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
            // Both at once, so that the second is held from the moment the first is answered.
            try (var client = server.edge().connect().send(poll + poll)) {
                assertThat(client.response().body()).isEqualTo("2");
                assertThat(client.response().body()).isEqualTo("1");
            }
            assertThat(polling.get().statusCode()).isEqualTo(400);
        }
    }

    @Test
    void binaryIsRawOnAWebSocketAndBase64OnPolling() throws Exception {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        String base64 = "b" + Base64.getEncoder().encodeToString(all);
        PollingRequests client = PollingRequests.open(fixture.port());
        assertThat(client.post(base64).statusCode()).isEqualTo(200);
        assertThat(client.get().body()).isEqualTo(base64);
        try (RawClient webSocket = RawClient.session(fixture.port())) {
            webSocket.say(all);
            assertThat(webSocket.next()).isEqualTo(Arrays.toString(all));
        }
    }
}
