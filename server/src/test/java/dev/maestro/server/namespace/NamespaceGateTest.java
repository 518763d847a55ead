package dev.maestro.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.model.Project;
import dev.maestro.server.limit.MovableNanos;
import dev.maestro.server.namespace.RunningNamespaces.Settings;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What holds under clients that say too much, or come too often: docs/protocol/limits.md. */
@Timeout(180)
class NamespaceGateTest {
    private static final Settings STRICT = new Settings(Duration.ofMinutes(10), Duration.ofMillis(500));

    @RegisterExtension
    final RunningNamespaces hub = RunningNamespaces.with(STRICT);

    @Test
    void overTheRateAnAckSaysWhenToTryAgain() throws Exception {
        try (RunningNamespaces still = still()) {
            JsonNode refused = firstRefusal(still.client().in("/ui", "{}"), "/ui");
            assertThat(refused.path("code").asText()).isEqualTo("rate_limited");
            assertThat(refused.path("error").asText()).isNotBlank();
            assertThat(refused.path("retry_after").asLong()).isBetween(1L, 1000L);
        }
    }

    @Test
    void withoutAnAckAnEventSaysIt() throws Exception {
        try (RunningNamespaces still = still()) {
            NamespaceClient client = still.client().in("/ui", "{}");
            for (int i = 0; i < 2 * RunningNamespaces.EVENTS_BURST; i++) {
                client.tell("/ui", "no:such");
            }
            JsonNode said = client.hear("/ui", "rate_limited");
            assertThat(said.path("code").asText()).isEqualTo("rate_limited");
            assertThat(said.path("message").asText()).isNotBlank();
            assertThat(said.path("retry_after").asLong()).isPositive();
        }
    }

    @Test
    void onThePortalBothSayIt() throws Exception {
        try (RunningNamespaces still = still()) {
            still.issue("ann", RunningNamespaces.user("ann"));
            NamespaceClient first = still.client().in("/portal", "{'token':'ann'}");
            assertThat(firstRefusal(first, "/portal").path("code").asText()).isEqualTo("rate_limited");
            JsonNode said = first.hear("/portal", "rate_limited");
            assertThat(said.path("retry_after").asLong()).isPositive();
            assertThat(said.path("code").asText()).isEqualTo("rate_limited");
        }
    }

    @Test
    void onThePortalTheSocketsOfAUserShareTheRateHoweverFarApartTheyCame() throws Exception {
        MovableNanos time = new MovableNanos();
        try (RunningNamespaces still = RunningNamespaces.with(STRICT.at(time))) {
            Project project = still.services.project();
            still.issue("ann", RunningNamespaces.user("ann", project.id()));
            still.issue("bob", RunningNamespaces.user("bob"));
            NamespaceClient first = still.client().in("/portal", "{'token':'ann'}");
            assertThat(first.ask("/portal", "no:such").path("code").asText()).isEqualTo("invalid");
            time.advance(Duration.ofSeconds(61));
            NamespaceClient second = still.client().in("/project/" + project.id(), "{'token':'ann'}");
            firstRefusal(first, "/portal");

            assertThat(second.ask("/project/" + project.id(), "no:such")
                            .path("code")
                            .asText())
                    .isEqualTo("rate_limited");
            NamespaceClient other = still.client().in("/portal", "{'token':'bob'}");
            assertThat(other.ask("/portal", "no:such").path("code").asText()).isEqualTo("invalid");
        }
    }

    @Test
    void onNativeNamespacesEachSocketHasTheRateToItself() throws Exception {
        try (RunningNamespaces still = still()) {
            still.issue("ann", RunningNamespaces.user("ann"));
            firstRefusal(still.client().in("/ui", "{'token':'ann'}"), "/ui");

            assertThat(still.client()
                            .in("/ui", "{'token':'ann'}")
                            .ask("/ui", "ping")
                            .path("success")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void whoIsBannedCostsTheStoreNothing() throws Exception {
        Project project = hub.services.project();
        hub.issue("ann", RunningNamespaces.user("ann", project.id()));
        floodUntilPutOut(hub.client().in("/ui", "{'token':'ann'}"), "/ui");
        hub.services.backend.breakWith("planted");

        JsonNode refused = hub.client().connect("/mobile", "{'token':'ann','projectId':'" + project.id() + "'}");

        assertThat(refused.path("data").path("code").asText()).isEqualTo("rate_limited");
        assertThat(refused.path("data").path("retry_after").asLong()).isPositive();
        hub.services.backend.breakWith(null);
    }

    @Test
    void theLocalPersonMayHaveAnyNumberOfConnections() throws Exception {
        for (int i = 0; i <= RunningNamespaces.PORTAL_CONNECTIONS; i++) {
            NamespaceClient client = hub.client().in("/portal", "{}");
            assertThat(client.ask("/portal", "no:such").path("code").asText()).isEqualTo("invalid");
        }
    }

    @Test
    void aStrangerWhoHasNotSaidWhoItIsAnswersForItselfAlone() throws Exception {
        hub.beRemote();
        NamespaceClient flood = hub.client().in("/portal", "{}");
        NamespaceClient beside = hub.client().in("/portal", "{}");

        floodUntilPutOut(flood, "/portal");

        assertThat(beside.ask("/portal", "no:such").path("code").asText()).isEqualTo("unauthenticated");
        hub.client().in("/portal", "{}");
    }

    @Test
    void whoIgnoresRefusalsIsToldPutOutAndKeptOut() throws Exception {
        hub.issue("ann", RunningNamespaces.user("ann"));
        hub.issue("bob", RunningNamespaces.user("bob"));
        NamespaceClient flood = hub.client().in("/ui", "{'token':'ann'}");
        NamespaceClient other = hub.client().in("/ui", "{'token':'bob'}");

        floodUntilPutOut(flood, "/ui");

        JsonNode again = hub.client().connect("/ui", "{'token':'ann'}");
        assertThat(again.path("data").path("code").asText()).isEqualTo("rate_limited");
        assertThat(again.path("data").path("retry_after").asLong()).isBetween(1L, 300_000L);
        assertThat(hub.client()
                        .connect("/portal", "{'token':'ann'}")
                        .path("data")
                        .path("code")
                        .asText())
                .isEqualTo("rate_limited");
        assertThat(other.ask("/ui", "ping").path("success").asBoolean()).isTrue();
        hub.client().in("/ui", "{'token':'bob'}");
    }

    @Test
    void aBanIsAlsoFoundWhenALateComerSaysWhoItIs() throws Exception {
        hub.issue("ann", RunningNamespaces.user("ann"));
        floodUntilPutOut(hub.client().in("/ui", "{'token':'ann'}"), "/ui");
        hub.beRemote();
        NamespaceClient late = hub.client().in("/portal", "{}");
        assertThat(late.ask("/portal", "authenticate", "{'token':'ann'}")
                        .path("code")
                        .asText())
                .isEqualTo("rate_limited");
    }

    @Test
    void theLocalPersonIsNotKeptOut() throws Exception {
        NamespaceClient client = hub.client().in("/ui", "{}");
        NamespaceClient other = hub.client().in("/ui", "{}");

        floodUntilPutOut(client, "/ui");

        assertThat(hub.client()
                        .in("/ui", "{}")
                        .ask("/ui", "ping")
                        .path("success")
                        .asBoolean())
                .isTrue();
        assertThat(other.ask("/ui", "ping").path("success").asBoolean()).isTrue();
    }

    @Test
    void aFloodDoesNotKeepOthersFromBeingAnswered() throws Exception {
        hub.issue("ann", RunningNamespaces.user("ann"));
        hub.issue("bob", RunningNamespaces.user("bob"));
        NamespaceClient other = hub.client().in("/ui", "{'token':'bob'}");
        NamespaceClient flood = hub.client().in("/ui", "{'token':'ann'}");
        String packet = "42/ui,[\"no:such\"]";
        Thread flooding = new Thread(() -> {
            for (int i = 0; i < 20_000; i++) {
                flood.raw().say(packet);
            }
        });
        flooding.setUncaughtExceptionHandler((thread, closed) -> {});
        flooding.start();
        for (int i = 0; i < 50; i++) {
            assertThat(other.ask("/ui", "ping").path("success").asBoolean()).isTrue();
        }
        assertThat(flood.hear("/ui", "rate_limited").path("code").asText()).isEqualTo("rate_limited");
        flood.close();
        flooding.join();
    }

    @Test
    void aPrincipalMayHaveSoManyConnectionsWhateverSocketsTheyCarry() throws Exception {
        hub.issue("ann", RunningNamespaces.user("ann"));
        hub.issue("bob", RunningNamespaces.user("bob"));
        NamespaceClient last = hub.client().in("/portal", "{'token':'ann'}");
        for (int i = 1; i < RunningNamespaces.PORTAL_CONNECTIONS; i++) {
            hub.client().in("/portal", "{'token':'ann'}");
        }

        JsonNode over = hub.client().connect("/portal", "{'token':'ann'}");
        assertThat(over.path("message").asText()).isEqualTo("There are 3 connections of this user already");
        assertThat(over.path("data").path("code").asText()).isEqualTo("rate_limited");
        assertThat(over.path("data").path("retry_after").asLong()).isPositive();
        hub.client().in("/portal", "{'token':'bob'}");
        hub.client().in("/ui", "{'token':'ann'}");
        last.in("/monitoring", "{}");

        last.raw().say("41/portal,");
        assertThat(last.ask("/monitoring", "no:such").path("code").asText()).isEqualTo("invalid");
        hub.client().in("/portal", "{'token':'ann'}");
    }

    @Test
    void aLateComerTakesASeatToo() throws Exception {
        hub.issue("ann", RunningNamespaces.user("ann"));
        hub.beRemote();
        for (int i = 0; i < RunningNamespaces.PORTAL_CONNECTIONS; i++) {
            assertThat(hub.client()
                            .in("/portal", "{}")
                            .ask("/portal", "authenticate", "{'token':'ann'}")
                            .path("success")
                            .asBoolean())
                    .isTrue();
        }
        assertThat(hub.client()
                        .in("/portal", "{}")
                        .ask("/portal", "authenticate", "{'token':'ann'}")
                        .path("code")
                        .asText())
                .isEqualTo("rate_limited");
    }

    /** In a time that stands still, so that what was used up is never had again, however slow the machine is. */
    private static RunningNamespaces still() {
        return RunningNamespaces.with(STRICT.at(new MovableNanos()));
    }

    private static JsonNode firstRefusal(NamespaceClient client, String namespace) throws Exception {
        for (int i = 0; i < 100_000; i++) {
            JsonNode answer = client.ask(namespace, "no:such");
            if (!answer.path("code").asText().equals("invalid")) {
                return answer;
            }
        }
        throw new AssertionError("never refused");
    }

    /** Goes on whatever it is told; what is still on its way when it is put out ends its connection. */
    private static void floodUntilPutOut(NamespaceClient client, String namespace) throws Exception {
        boolean told = false;
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (System.nanoTime() < end) {
            boolean open = tellTen(client, namespace);
            for (String frame = client.raw().nextOrNone();
                    !frame.isEmpty();
                    frame = client.raw().nextOrNone()) {
                told |= frame.contains("rate_limited");
                open &= !frame.equals("41" + namespace + ",");
            }
            if (!open) {
                // The end may be felt in sending before all is heard that came before it.
                while (!told) {
                    String frame = client.raw().next();
                    assertThat(frame).as("put out without a word").doesNotStartWith("closed");
                    told = frame.contains("rate_limited");
                }
                return;
            }
        }
        throw new AssertionError("never put out");
    }

    private static boolean tellTen(NamespaceClient client, String namespace) {
        try {
            for (int i = 0; i < 10; i++) {
                client.tell(namespace, "no:such");
            }
            return true;
        } catch (CompletionException closed) {
            return false;
        }
    }
}
