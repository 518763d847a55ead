package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Socket.IO v5 says of namespaces, acks and attachments, beyond {@link SocketIoTest}. */
class SocketRulesTest {
    private EngineFixture fixture = EngineFixture.sockets(EngineFixture.PATIENT);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void everyNamespaceHasAnIdOfItsOwnUnlikeTheSessions() throws Exception {
        try (RawClient client = RawClient.open(fixture.webSocket("EIO=4&transport=websocket"))) {
            String engineSid = sid(client.next().substring(1));
            client.say("40");
            String main = sid(client.next().substring(2));
            assertThat(client.next()).startsWith("42[\"auth\"");
            client.say("40/custom,");
            String custom = sid(client.next().substring("40/custom,".length()));
            assertThat(List.of(engineSid, main, custom)).doesNotHaveDuplicates();
            assertThat(main).doesNotContain(engineSid);
        }
    }

    @Test
    void aNamespaceThatWasLeftCanBeJoinedAgainUnderANewId() throws Exception {
        try (RawClient client = RawClient.session(fixture.port())) {
            String first = client.join();
            assertThat(client.next()).startsWith("42[\"auth\"");
            client.say("41");
            client.say("40");
            assertThat(sid(client.next().substring(2))).isNotEqualTo(first);
        }
    }

    @Test
    void aSecondConnectBeforeTheFirstIsDecidedCloses() throws Exception {
        CompletableFuture<Admission> undecided = new CompletableFuture<>();
        fixture.engine().namespace("/slow", new Undecided(undecided));
        try (RawClient client = RawClient.session(fixture.port())) {
            client.say("40/slow,");
            client.say("40/slow,");
            assertThat(client.closing()).isEqualTo("closed 1002");
        }
        undecided.complete(Admission.granted(null));
        fixture.await(() -> fixture.engine().status().engineSessions() == 0);
        assertThat(fixture.engine().status().namespaces().get("/slow"))
                .isEqualTo(new EngineStatus.NamespaceStatus(0, Map.of()));
    }

    @Test
    void whoJoinsNothingByPollingIsToldToClose() throws Exception {
        fixture.close();
        fixture = EngineFixture.sockets(EngineFixture.waiting(
                        EngineFixture.PATIENT.pingInterval(),
                        EngineFixture.PATIENT.pingTimeout(),
                        Duration.ofMillis(50),
                        EngineFixture.PATIENT.attachmentTimeout())
                .closingWithin(Duration.ofMinutes(1)));
        PollingRequests client = PollingRequests.open(fixture.port());
        assertThat(client.get().body()).isEqualTo("1");
        assertThat(client.get().statusCode()).isEqualTo(400);
    }

    @Test
    void attachmentsGoBothWaysOverPolling() throws Exception {
        PollingRequests client = PollingRequests.joined(fixture.port());
        String event =
                "452-7[\"message-with-ack\",{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":0}]";
        assertThat(client.post(event + "\u001ebAQID").statusCode()).isEqualTo(200);
        assertThat(client.post("bBAUG").statusCode()).isEqualTo(200);
        assertThat(client.get().body())
                .isEqualTo("462-7[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]"
                        + "\u001ebBAUG\u001ebAQID");
    }

    @Test
    void aClientsAckCarriesSeveralArgumentsAndBinary() throws Exception {
        try (RawClient client = joined()) {
            CompletableFuture<List<JsonNode>> answer = fixture.onlySocket()
                    .emitWithAck(
                            "question", List.of(TextNode.valueOf("why"), IntNode.valueOf(2)), Duration.ofMinutes(5))
                    .toCompletableFuture();
            assertThat(client.next()).isEqualTo("420[\"question\",\"why\",2]");
            client.say("461-0[\"because\",{\"_placeholder\":true,\"num\":0},null]");
            client.say(new byte[] {1, 2});
            List<JsonNode> args = answer.get(60, TimeUnit.SECONDS);
            assertThat(args).hasSize(3);
            assertThat(args.get(0).textValue()).isEqualTo("because");
            assertThat(args.get(1)).isEqualTo(BinaryNode.valueOf(new byte[] {1, 2}));
            assertThat(args.get(2).isNull()).isTrue();
        }
    }

    @Test
    void anAckAfterItsTimeAndAnAckNobodyAskedForAreIgnored() throws Exception {
        try (RawClient client = joined()) {
            assertThat(fixture.onlySocket().emitWithAck("question", List.of(), Duration.ofMillis(20)))
                    .failsWithin(Duration.ofMinutes(1))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(NoAckException.class);
            assertThat(client.next()).isEqualTo("420[\"question\"]");
            client.say("430[\"late\"]");
            client.say("430[\"late again\"]");
            client.say("439007199254740991[]");
            client.say("421[\"message-with-ack\",\"still here\"]");
            assertThat(client.next()).isEqualTo("431[\"still here\"]");
        }
    }

    @Test
    void anAckOfAnotherNamespaceIsNotTakenForOne() throws Exception {
        try (RawClient client = joined()) {
            Socket main = fixture.onlySocket();
            client.say("40/custom,");
            assertThat(client.next()).startsWith("40/custom,");
            assertThat(client.next()).startsWith("42/custom,");
            CompletableFuture<List<JsonNode>> answer = main.emitWithAck("question", List.of(), Duration.ofMinutes(5))
                    .toCompletableFuture();
            assertThat(client.next()).isEqualTo("420[\"question\"]");
            client.say("43/custom,0[\"other\"]");
            client.say("430[\"own\"]");
            assertThat(answer.get(60, TimeUnit.SECONDS).get(0).textValue()).isEqualTo("own");
        }
    }

    private RawClient joined() throws Exception {
        RawClient client = RawClient.session(fixture.port());
        client.join();
        assertThat(client.next()).startsWith("42[\"auth\"");
        return client;
    }

    private static String sid(String json) throws Exception {
        return Json.mapper().readTree(json).path("sid").textValue();
    }

    /** A namespace that decides when the test does. */
    private record Undecided(CompletableFuture<Admission> admission) implements NamespaceHandler {
        @Override
        public CompletionStage<Admission> admit(ConnectRequest request) {
            return admission;
        }

        @Override
        public void onConnect(Socket socket) {}

        @Override
        public void onEvent(Socket socket, String name, List<JsonNode> args, Reply reply) {}

        @Override
        public void onDisconnect(Socket socket, DisconnectReason reason) {}
    }
}
