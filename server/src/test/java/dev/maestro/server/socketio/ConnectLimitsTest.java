package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How fast one client may ask for namespaces: docs/protocol/engine.md, "Limits". */
class ConnectLimitsTest {
    private static final long EACH = Duration.ofMillis(50).toNanos();

    private final BlockingQueue<Wish> asked = new LinkedBlockingQueue<>();

    @Test
    void soManyAtOnceAfterARestAndThenOneEachInterval() {
        long now = Long.MAX_VALUE - EACH;
        ConnectPace pace = new ConnectPace(new EngineConfig.Connects(3, Duration.ofMillis(50), 8), now);
        assertThat(List.of(pace.take(now), pace.take(now), pace.take(now))).containsOnly(0L);
        assertThat(pace.take(now)).isEqualTo(EACH);
        assertThat(pace.take(now + EACH - 1)).isEqualTo(1);
        assertThat(pace.take(now + EACH)).isZero();
        assertThat(pace.take(now + EACH)).isEqualTo(EACH);
        long later = now + 1_000 * EACH;
        assertThat(List.of(pace.take(later), pace.take(later), pace.take(later)))
                .as("a longer rest saves up no more")
                .containsOnly(0L);
        assertThat(pace.take(later)).isEqualTo(EACH);
    }

    @Test
    void whoAsksTooFastIsToldWhenToTryAgainAndNobodyIsAsked() throws Exception {
        Engine engine = Engine.of(EngineFixture.PATIENT.with(new EngineConfig.Connects(3, Duration.ofHours(1), 8)));
        engine.namespace("/", new Asked());
        try (EngineFixture fixture = EngineFixture.of(engine, 1);
                RawClient client = RawClient.session(fixture.port());
                RawClient other = RawClient.session(fixture.port())) {
            for (int i = 0; i < 3; i++) {
                client.say("40/none,");
                assertThat(client.next()).isEqualTo("44/none,{\"message\":\"Invalid namespace\"}");
            }
            client.say("40");
            JsonNode refused = Json.mapper().readTree(client.next().substring("44".length()));
            assertThat(refused.path("message").asText()).isEqualTo("Too many connects; try again");
            assertThat(refused.path("data").path("code").asText()).isEqualTo("rate_limited");
            assertThat(refused.path("data").path("retry_after").asLong()).isBetween(1L, 3_600_001L);
            assertThat(asked).isEmpty();
            other.say("40");
            next().decision().complete(Admission.granted(null));
            assertThat(other.next()).startsWith("40{\"sid\":");
        }
    }

    @Test
    void aFewAreAskedAtOnceAndTheRestInOrderAsTheyAreAnswered() throws Exception {
        Engine engine = Engine.of(EngineFixture.PATIENT.with(new EngineConfig.Connects(50, Duration.ofHours(1), 2)));
        engine.namespaces("/many/{name}", instance -> new Asked());
        try (EngineFixture fixture = EngineFixture.of(engine, 1);
                RawClient client = RawClient.session(fixture.port())) {
            for (int i = 0; i < 5; i++) {
                client.say("40/many/" + i + ",");
            }
            client.say("40/none,");
            assertThat(client.next()).as("all before were taken").startsWith("44/none,");
            Wish first = next();
            Wish second = next();
            assertThat(List.of(first.namespace(), second.namespace())).containsExactly("/many/0", "/many/1");
            assertThat(asked).isEmpty();

            second.decision().complete(Admission.refused("no", null));
            assertThat(client.next()).isEqualTo("44/many/1,{\"message\":\"no\"}");
            Wish third = next();
            assertThat(third.namespace()).isEqualTo("/many/2");
            assertThat(asked).isEmpty();
            third.decision().complete(Admission.granted(null));
            assertThat(client.next()).startsWith("40/many/2,{\"sid\":");
            first.decision().complete(Admission.granted(null));
            assertThat(client.next()).startsWith("40/many/0,{\"sid\":");
            assertThat(List.of(next().namespace(), next().namespace())).containsExactly("/many/3", "/many/4");
            client.close();
            for (int i = 0; i < 5; i++) {
                String name = "/many/" + i;
                EngineFixture.awaitThat(() -> engine.status(name).isEmpty());
            }
        }
    }

    private Wish next() throws InterruptedException {
        Wish wish = asked.poll(60, TimeUnit.SECONDS);
        if (wish == null) {
            throw new AssertionError("no middleware was asked within 60 s");
        }
        return wish;
    }

    /** Somebody at the door of a namespace. */
    private record Wish(String namespace, CompletableFuture<Admission> decision) {}

    private final class Asked implements NamespaceHandler {
        @Override
        public CompletionStage<Admission> admit(ConnectRequest request) {
            Wish wish = new Wish(request.namespace(), new CompletableFuture<>());
            asked.add(wish);
            return wish.decision();
        }

        @Override
        public void onConnect(Socket socket) {}

        @Override
        public void onEvent(Socket socket, String name, List<JsonNode> args, Reply reply) {
            reply.send(List.of());
        }

        @Override
        public void onDisconnect(Socket socket, DisconnectReason reason) {}
    }
}
