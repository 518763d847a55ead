package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.json.JsonBytes;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/** Nobody is in a namespace before its middleware agreed: by each way in. */
@ParameterizedClass(name = "{0}")
@FieldSource("WAYS")
class AdmissionTest {
    static final List<Way> WAYS = ways();

    /** What only somebody who is in may say, after the packet's type and namespace. */
    static final List<String> WORDS = List.of(
            "42NSP,[\"known\",\"x\"]",
            "42NSP,7[\"other\"]",
            "43NSP,0[]",
            "41NSP,",
            "451-NSP,[\"known\",{\"_placeholder\":true,\"num\":0}]",
            "461-NSP,0[{\"_placeholder\":true,\"num\":0}]");

    private final Way way;
    private final GuardedServer server;
    private final Guard guard;

    AdmissionTest(Way way) {
        this.way = way;
        this.server = way.adapted()
                ? GuardedServer.adapted(EngineFixture.PATIENT)
                : GuardedServer.bare(EngineFixture.PATIENT);
        this.guard = server.guard();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void whoeverIsRefusedIsToldWhyAndMayTryAgain() throws Exception {
        try (PacketClient client = client()) {
            client.say("40" + way.namespace() + ",");
            assertThat(client.next()).isEqualTo(refusal("{\"message\":\"bad token\"}"));
            connect(client, "bad");
            assertThat(client.next()).isEqualTo(refusal("{\"message\":\"bad token\"}"));
            connect(client, "throw");
            assertThat(client.next()).startsWith(refusal("{\"message\":\"internal error, reference "));
            connect(client, "null");
            assertThat(client.next()).startsWith(refusal("{\"message\":\"internal error, reference "));
            connect(client, "hub");
            assertThat(client.next())
                    .isEqualTo(refusal("{\"message\":\"not here\",\"data\":{\"code\":\"forbidden\"}}"));
            assertThat(guard.noMoreCalls()).isTrue();
            EngineFixture.awaitThat(this::nobodyIsIn);
            enter(client);
            client.say("42" + way.namespace() + ",[\"known\",\"x\"]");
            assertThat(guard.nextCall()).isEqualTo("event known");
        }
        assertThat(guard.nextCall()).isEqualTo("disconnect");
    }

    @Test
    void whoNeverAskedIsClosed() throws Exception {
        for (String words : WORDS) {
            try (PacketClient client = client()) {
                sayAndBeClosed(client, words);
            }
        }
        assertThat(guard.noMoreCalls()).isTrue();
    }

    @Test
    void whoWasRefusedIsClosed() throws Exception {
        for (String words : WORDS) {
            try (PacketClient client = client()) {
                connect(client, "bad");
                assertThat(client.next()).isEqualTo(refusal("{\"message\":\"bad token\"}"));
                sayAndBeClosed(client, words);
            }
        }
        assertThat(guard.noMoreCalls()).isTrue();
    }

    @Test
    void whoIsStillLookedAtIsClosedAndNotLetInAfterwards() throws Exception {
        for (String words : WORDS) {
            try (PacketClient client = client()) {
                connect(client, "wait");
                CompletableFuture<Boolean> decision = guard.asked();
                sayAndBeClosed(client, words);
                decision.complete(true);
            }
        }
        nobodyComesIn();
    }

    @Test
    void whoAsksTwiceIsClosedAndNotLetInAfterwards() throws Exception {
        try (PacketClient client = client()) {
            connect(client, "wait");
            CompletableFuture<Boolean> decision = guard.asked();
            connect(client, "good");
            assertThat(client.closing()).startsWith("closed");
            decision.complete(true);
            nobodyComesIn();
        }
    }

    @Test
    void whoLeavesBeforeTheDecisionIsNotLetIn() throws Exception {
        PacketClient client = client();
        connect(client, "wait");
        CompletableFuture<Boolean> decision = guard.asked();
        client.close();
        EngineFixture.awaitThat(() -> server.engine().status().engineSessions() == 0);
        decision.complete(true);
        nobodyComesIn();
    }

    @Test
    void whoIsLookedAtHearsNothingBeforeTheDecisionAndAllAfterIt() throws Exception {
        try (PacketClient witness = client();
                PacketClient client = client()) {
            enter(witness);
            enterOpen(client);
            connect(client, "wait");
            CompletableFuture<Boolean> decision = guard.asked();
            broadcast("before");
            assertThat(client.next()).isEqualTo(openEvent("before"));
            assertThat(witness.next()).isEqualTo(event("before"));
            assertThat(server.engine().status(way.namespace()).map(EngineStatus.NamespaceStatus::sockets))
                    .hasValue(1);
            decision.complete(true);
            assertThat(client.next()).startsWith("40" + way.namespace() + ",{\"sid\":");
            broadcast("after");
            assertThat(client.next()).isEqualTo(event("after"));
            assertThat(client.next()).isEqualTo(openEvent("after"));
            assertThat(witness.next()).isEqualTo(event("after"));
        }
    }

    @Test
    void whoWasRefusedHearsNothing() throws Exception {
        try (PacketClient witness = client();
                PacketClient client = client()) {
            enter(witness);
            enterOpen(client);
            connect(client, "wait");
            CompletableFuture<Boolean> decision = guard.asked();
            broadcast("while asking");
            assertThat(client.next()).isEqualTo(openEvent("while asking"));
            decision.complete(false);
            assertThat(client.next()).isEqualTo(refusal("{\"message\":\"bad token\"}"));
            broadcast("while refused");
            assertThat(client.next()).isEqualTo(openEvent("while refused"));
            assertThat(witness.next()).isEqualTo(event("while asking"));
            assertThat(witness.next()).isEqualTo(event("while refused"));
            enter(client);
            broadcast("now");
            assertThat(client.next()).isEqualTo(event("now"));
        }
    }

    @Test
    void thePublicIdIsNotTheSecretOne() throws Exception {
        try (PacketClient client = client()) {
            connect(client, "good");
            String answer = client.next();
            assertThat(guard.nextCall()).isEqualTo("connect");
            String publicId = answer.substring(answer.indexOf("sid\":\"") + 6, answer.length() - 2);
            for (String transport : List.of("polling", "websocket")) {
                HttpResponse<String> read = server.send("&transport=" + transport + "&sid=" + publicId, "", "");
                assertThat(read.statusCode()).isEqualTo(400);
            }
            HttpResponse<String> written = server.send(
                    "&transport=polling&sid=" + publicId, "", "42" + way.namespace() + ",[\"known\",\"x\"]");
            assertThat(written.statusCode()).isEqualTo(400);
            assertThat(written.body()).contains("Session ID unknown");
            assertThat(guard.noMoreCalls()).isTrue();
            client.say("42" + way.namespace() + ",[\"known\",\"x\"]");
            assertThat(guard.nextCall()).isEqualTo("event known");
        }
    }

    @Test
    void aCookieNamesNoSession() throws Exception {
        try (PacketClient client = client()) {
            enter(client);
            String cookie = "io=" + client.sid();
            HttpResponse<String> written =
                    server.send("&transport=polling", cookie, "42" + way.namespace() + ",[\"known\",\"x\"]");
            assertThat(written.statusCode()).isEqualTo(400);
            assertThat(written.body()).contains("Bad handshake method");
            HttpResponse<String> opened = server.send("&transport=polling", cookie, "");
            assertThat(opened.statusCode()).isEqualTo(200);
            assertThat(opened.body()).startsWith("0{\"sid\":").doesNotContain(client.sid());
            assertThat(opened.headers().firstValue("Set-Cookie")).isEmpty();
            assertThat(guard.noMoreCalls()).isTrue();
        }
    }

    private PacketClient client() throws Exception {
        return server.client(way.webSocket());
    }

    private void sayAndBeClosed(PacketClient client, String words) throws Exception {
        client.say(words.replace("NSP", way.namespace()));
        assertThat(client.closing()).as(words).startsWith("closed");
    }

    private void connect(PacketClient client, String token) {
        client.say("40" + way.namespace() + ",{\"token\":\"" + token + "\"}");
    }

    private void enter(PacketClient client) throws Exception {
        connect(client, "good");
        assertThat(client.next()).startsWith("40" + way.namespace() + ",{\"sid\":");
        assertThat(guard.nextCall()).isEqualTo("connect");
    }

    private static void enterOpen(PacketClient client) throws Exception {
        client.say("40");
        assertThat(client.next()).startsWith("40{\"sid\":");
        assertThat(client.next()).isEqualTo("42[\"auth\",{}]");
    }

    private void broadcast(String what) {
        server.engine().broadcast(List.of(news(way.namespace(), what), news("/", what)));
    }

    private static Broadcast news(String namespace, String what) {
        return new Broadcast(namespace, Set.of(), "news", List.of(JsonBytes.of(what)), Broadcast.NOT_OF_THE_FEED);
    }

    private String event(String what) {
        return "42" + way.namespace() + ",[\"news\",\"" + what + "\"]";
    }

    /** What of {@link #broadcast} is heard in the open namespace, by when it was carried out on the client's loop. */
    private static String openEvent(String what) {
        return "42[\"news\",\"" + what + "\"]";
    }

    private String refusal(String data) {
        return "44" + way.namespace() + "," + data;
    }

    /** Somebody else comes in and goes, on every loop, and is the only one. */
    private void nobodyComesIn() throws Exception {
        for (int i = 0; i < 4; i++) {
            try (PacketClient other = client()) {
                enter(other);
                assertThat(server.engine().status(way.namespace()).map(EngineStatus.NamespaceStatus::sockets))
                        .hasValue(1);
            }
            assertThat(guard.nextCall()).isEqualTo("disconnect");
        }
        assertThat(guard.noMoreCalls()).isTrue();
        EngineFixture.awaitThat(this::nobodyIsIn);
    }

    private boolean nobodyIsIn() {
        Optional<EngineStatus.NamespaceStatus> status = server.engine().status(way.namespace());
        EngineStatus.NamespaceStatus nobody = new EngineStatus.NamespaceStatus(0, Map.of());
        return way.dynamic() ? status.isEmpty() : status.equals(Optional.of(nobody));
    }

    private static List<Way> ways() {
        List<Way> ways = new ArrayList<>();
        for (boolean adapted : new boolean[] {false, true}) {
            for (boolean dynamic : new boolean[] {false, true}) {
                for (boolean webSocket : new boolean[] {false, true}) {
                    ways.add(new Way(adapted, dynamic, webSocket));
                }
            }
        }
        return ways;
    }

    /**
     * A way in.
     *
     * @param adapted through netty-socketio's API, else by the bare engine
     * @param dynamic into a namespace of a template
     * @param webSocket else by polling
     */
    record Way(boolean adapted, boolean dynamic, boolean webSocket) {
        String namespace() {
            return dynamic ? "/guarded/one" : GuardedServer.NAME;
        }

        @Override
        public String toString() {
            return (adapted ? "adapter, " : "engine, ")
                    + (dynamic ? "dynamic, " : "static, ")
                    + (webSocket ? "websocket" : "polling");
        }
    }
}
