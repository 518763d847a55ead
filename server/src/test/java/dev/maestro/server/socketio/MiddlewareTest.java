package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.server.edge.RunningEdge;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Middleware that decides late, twice or never. */
class MiddlewareTest {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final String TOO_LATE =
            "{\"message\":\"the hub did not decide in time, try again\",\"data\":{\"code\":\"unavailable\"}}";

    private final Engine engine = Engine.of(impatient());
    private final EngineFixture fixture = EngineFixture.of(engine, 2);
    private final BlockingQueue<CompletableFuture<Admission>> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<Socket> joined = new LinkedBlockingQueue<>();
    private volatile Runnable whenAsked = () -> {};

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aFirstNamespaceThatNeverDecidesClosesTheConnection() throws Exception {
        engine.namespaces("/{name}", instance -> new Asked(new CompletableFuture<>()));
        try (RawClient client = RawClient.session(fixture.port())) {
            client.say("40/never,");
            CompletableFuture<Admission> decision = next();
            assertThat(closing(client)).isEqualTo("closed 4002");
            assertThat(decision).as("nobody waits for it any more").isCancelled();
        }
        fixture.await(() -> engine.status("/never").isEmpty());
        assertThat(joined).isEmpty();
    }

    @Test
    void aLaterNamespaceThatDecidesTooLateRefusesAndItsDecisionCountsForNobody() throws Exception {
        engine.namespace("/", new Asked(CompletableFuture.completedFuture(Admission.granted(null))));
        engine.namespace("/late", new Asked(null));
        try (RunningEdge edge = RunningEdge.withEngine(engine::addHandlers, RunningEdge.nowhere());
                WireClient client = WireClient.to(edge.port())) {
            // In one go: who has joined nothing in time is closed.
            client.askForWebSocket("", "");
            client.say("40");
            client.acceptUpgrade();
            assertThat(client.next()).startsWith("0{");
            assertThat(client.next()).startsWith("40{");
            assertThat(next()).isCompleted();
            Socket main = joined.remove();
            client.say("40/late,");
            Stubborn first = (Stubborn) next();
            assertThat(client.next()).isEqualTo("44/late," + TOO_LATE);
            CompletableFuture<Boolean> firstCounted = new CompletableFuture<>();
            // Right after the second was asked, so that it is not too late, too.
            whenAsked = () -> main.session().loop().execute(() -> {
                first.decide(Admission.granted(null));
                firstCounted.complete(!joined.isEmpty());
                ((Stubborn) asked.remove()).decide(Admission.granted("second"));
            });
            client.say("40/late,");
            assertThat(client.next()).startsWith("40/late,{\"sid\":");
            assertThat(firstCounted).isCompletedWithValue(false);
            assertThat(joined.remove().attachment()).isEqualTo("second");
            assertThat(joined).isEmpty();
        }
    }

    @Test
    void onlyTheFirstOfTwoDecisionsCounts() throws Exception {
        engine.namespace("/twice", new Asked(null));
        try (RawClient client = RawClient.session(fixture.port())) {
            client.say("40/twice,");
            Stubborn stage = (Stubborn) next();
            stage.decide(Admission.granted("first"));
            stage.decide(Admission.refused("second", null));
            stage.decide(Admission.granted("third"));
            assertThat(client.next()).startsWith("40/twice,{\"sid\":");
            assertThat(joined.poll(60, TimeUnit.SECONDS)).isNotNull();
            client.say("42/twice,1[\"still\"]");
            assertThat(client.next()).isEqualTo("43/twice,1[]");
            assertThat(joined).isEmpty();
            assertThat(engine.status("/twice").orElseThrow().sockets()).isEqualTo(1);
        }
    }

    private CompletableFuture<Admission> next() throws InterruptedException {
        CompletableFuture<Admission> stage = asked.poll(60, TimeUnit.SECONDS);
        if (stage == null) {
            throw new AssertionError("no middleware was asked within 60 s");
        }
        return stage;
    }

    /** The refusal for being late may come just before the end. */
    private static String closing(RawClient client) throws InterruptedException {
        String heard = client.next();
        return heard.equals("44/never," + TOO_LATE) ? client.next() : heard;
    }

    private static EngineConfig impatient() {
        EngineConfig patient = EngineFixture.PATIENT;
        return new EngineConfig(
                patient.pingInterval(),
                patient.pingTimeout(),
                patient.maxPayloadBytes(),
                PATIENCE,
                patient.upgradeTimeout(),
                patient.attachmentTimeout(),
                patient.highWaterMarkBytes(),
                patient.highWaterMarkMessages(),
                patient.compression(),
                patient.maxDynamicNamespaces());
    }

    /** A stage that tells the last who asked whatever it is told, as often as it is, and takes no cancelling. */
    private static final class Stubborn extends CompletableFuture<Admission> {
        private final CompletableFuture<BiConsumer<? super Admission, ? super Throwable>> listener =
                new CompletableFuture<>();

        @Override
        public CompletableFuture<Admission> whenComplete(BiConsumer<? super Admission, ? super Throwable> action) {
            listener.complete(action);
            return this;
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            return false;
        }

        @SuppressWarnings("NullAway") // A failure of null is none.
        void decide(Admission admission) {
            listener.orTimeout(60, TimeUnit.SECONDS).join().accept(admission, null);
        }
    }

    /** Answers with one stage, or with a {@link Stubborn} one each time. */
    private final class Asked implements NamespaceHandler {
        private final @Nullable CompletableFuture<Admission> decision;

        Asked(@Nullable CompletableFuture<Admission> decision) {
            this.decision = decision;
        }

        @Override
        public CompletionStage<Admission> admit(ConnectRequest request) {
            CompletableFuture<Admission> stage = decision == null ? new Stubborn() : decision;
            asked.add(stage);
            whenAsked.run();
            return stage;
        }

        @Override
        public void onConnect(Socket socket) {
            joined.add(socket);
        }

        @Override
        public void onEvent(Socket socket, String name, List<JsonNode> args, Reply reply) {
            reply.send(List.of());
        }

        @Override
        public void onDisconnect(Socket socket, DisconnectReason reason) {}
    }
}
