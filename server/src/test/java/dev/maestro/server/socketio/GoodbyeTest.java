package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients are told before they are closed on, over real sockets. */
class GoodbyeTest {
    private static final int LIMIT = 1_000_000;
    private static final String TOO_LARGE = "{\"code\":\"too_large\",\"reason\":\"The message is 1000002 bytes, at most"
            + " 1000000 are taken.\",\"retry\":\"now\",\"limit\":1000000,\"size\":1000002}";

    private final EngineFixture fixture =
            EngineFixture.sockets(EngineFixture.PATIENT.closingWithin(Duration.ofMinutes(1)));

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aMessageOverTheLimitIsExplainedBeforeTheCloseOverWebSocket() throws Exception {
        try (RawClient client = RawClient.session(fixture.port())) {
            client.join();
            assertThat(client.next()).isEqualTo("42[\"auth\",{}]");
            client.say("42" + "x".repeat(LIMIT));
            assertThat(client.next()).isEqualTo("42[\"server:goodbye\"," + TOO_LARGE + "]");
            assertThat(client.next()).isEqualTo("closed 1009");
        }
    }

    @Test
    void aBodyOverTheLimitIsExplainedByThePollAndByTheRefusal() throws Exception {
        PollingRequests client = PollingRequests.joined(fixture.port());
        CompletableFuture<HttpResponse<String>> poll = client.getLater();
        HttpResponse<String> refusal = client.post("42" + "x".repeat(LIMIT));

        assertThat(refusal.statusCode()).isEqualTo(413);
        assertThat(refusal.body()).isEqualTo(TOO_LARGE);
        assertThat(poll.get(60, TimeUnit.SECONDS).body()).isEqualTo("42[\"server:goodbye\"," + TOO_LARGE + "]");
        assertThat(client.get().body()).isEqualTo("1");
    }

    @Test
    void whoHasJoinedNothingIsToldNothing() throws Exception {
        try (RawClient client = RawClient.session(fixture.port())) {
            client.say("42" + "x".repeat(LIMIT));
            assertThat(client.next()).isEqualTo("closed 1009");
        }
    }
}
