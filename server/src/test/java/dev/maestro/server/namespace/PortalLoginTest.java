package dev.maestro.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.model.Project;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.ProjectAccess;
import dev.maestro.server.domain.Services;
import dev.maestro.server.namespace.RunningNamespaces.Settings;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How clients of the portal say who they are: docs/protocol/auth.md, "Portal". */
class PortalLoginTest {
    @RegisterExtension
    final RunningNamespaces hub = RunningNamespaces.usual();

    private Project mine;
    private Project theirs;

    @BeforeEach
    void fill() {
        mine = hub.services.project();
        theirs = hub.services
                .projects
                .create(Services.ANYONE, Services.json("{'name':'Theirs'}"))
                .body()
                .as(Project.class);
        hub.issue("ann", RunningNamespaces.user("ann", mine.id()));
        hub.issue("ann again", RunningNamespaces.user("ann", mine.id()));
        hub.issue("bob", RunningNamespaces.user("bob", mine.id(), theirs.id()));
        hub.issue("monitor", with("mia", Permission.MONITOR));
        hub.issue("admin", with("ada", Permission.ADMIN));
        hub.issue("agent", Principal.agent("s", mine.id()));
    }

    private static Principal with(String id, Permission permission) {
        return new Principal(Principal.Kind.USER, id, null, ProjectAccess.to(Set.of()), Set.of(permission), null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/portal", "/monitoring", "/admin", "/project/P", "/chat/P"})
    void theLocalPersonIsKnownAtOnce(String namespace) throws Exception {
        NamespaceClient client = hub.client().in(namespace, "{}");

        JsonNode told = client.hear(namespace, "authenticated");
        assertThat(told.toString())
                .isEqualTo("{\"user_id\":\"local\",\"permissions\":[\"admin\",\"monitor\",\"terminal:write\"]}");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/portal | ann | ",
                "/portal | no | Invalid authentication token",
                "/portal | agent | A session token is for /cli only",
                "/monitoring | ann | The permission monitor is required",
                "/monitoring | monitor | ",
                "/monitoring | admin | ",
                "/admin | monitor | The permission admin is required",
                "/admin | admin | ",
                "/project/ID | ann | ",
                "/project/P | ann | ",
                "/chat/P | ann | ",
                "/project/Theirs | ann | Project not found",
                "/chat/Theirs | bob | ",
                "/project/None | bob | Project not found",
                "/project/P | admin | Project not found"
            })
    void aTokenOpensWhatItsUserMayEnterAtTheDoorAndAfterwards(String namespace, String token, String refusal)
            throws Exception {
        String name = namespace.replace("ID", mine.id());
        JsonNode answer = hub.client().connect(name, "{'token':'" + token + "'}");
        assertThat(answer.path("message").textValue()).isEqualTo(refusal);

        hub.beRemote();
        NamespaceClient later = hub.client().in(name, "{}");
        JsonNode ack = later.ask(name, "authenticate", "{'token':'" + token + "'}");
        assertThat(ack.path("success").asBoolean()).isEqualTo(refusal == null);
        assertThat(ack.path("error").textValue()).isEqualTo(refusal);
    }

    @Test
    void aNameThatSeveralProjectsHaveIsNobodysAndTheIdIsAsked() throws Exception {
        Project twin = hub.services.project();
        hub.issue("both", RunningNamespaces.user("eve", mine.id(), twin.id()));

        JsonNode refused = hub.client().connect("/project/P", "{'token':'both'}");
        assertThat(refused.path("data").path("code").asText()).isEqualTo("conflict");
        hub.client().in("/project/" + twin.id(), "{'token':'both'}");
        // Only one of them is there for ann.
        hub.client().in("/project/P", "{'token':'ann'}");
    }

    @Test
    void anIdIsPreferredToAName() throws Exception {
        Project named = hub.services
                .projects
                .create(Services.ANYONE, Services.json("{'name':'" + mine.id() + "'}"))
                .body()
                .as(Project.class);
        hub.issue("both", RunningNamespaces.user("eve", mine.id(), named.id()));
        hub.client().in("/project/" + mine.id(), "{'token':'both'}");
    }

    @Test
    void aStrangerSaysWhoItIsAndNothingElseBefore() throws Exception {
        hub.beRemote();
        NamespaceClient stranger = hub.client().in("/portal", "{}");

        assertThat(stranger.ask("/portal", "join_project", "{'project_name':'P'}")
                        .path("code")
                        .asText())
                .isEqualTo("unauthenticated");
        stranger.tell("/portal", "send_message");
        JsonNode error = stranger.hear("/portal", "error");
        assertThat(error.path("code").asText()).isEqualTo("unauthenticated");
        assertThat(error.path("type").asText()).isEqualTo("authentication");

        stranger.tell("/portal", "authenticate", "{'token':'ann','user_id':'ann'}");
        assertThat(stranger.hear("/portal", "authenticated").toString())
                .isEqualTo("{\"user_id\":\"ann\",\"permissions\":[\"terminal:write\"]}");
        assertThat(hub.rooms("/portal")).containsOnlyKeys("user:user:ann");
        assertThat(stranger.ask("/portal", "join_project", "{'project_name':'P'}")
                        .path("success")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void whoFailsIsToldAndMayTryAgain() throws Exception {
        hub.beRemote();
        NamespaceClient stranger = hub.client().in("/portal", "{}");

        stranger.tell("/portal", "authenticate", "{'token':'no'}");
        JsonNode failed = stranger.hear("/portal", "authentication_failed");
        assertThat(failed.path("message").asText()).isEqualTo("Invalid authentication token");
        assertThat(failed.path("code").asText()).isEqualTo("unauthenticated");

        JsonNode another = stranger.ask("/portal", "authenticate", "{'token':'ann','user_id':'bob'}");
        assertThat(another.path("code").asText()).isEqualTo("forbidden");
        assertThat(stranger.ask("/portal", "authenticate", "{'token':'ann','user_id':null}")
                        .path("success")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aSecondTokenRenewsButMakesNobodyElseOfASocket() throws Exception {
        NamespaceClient client = hub.client().in("/portal", "{'token':'ann'}");

        assertThat(client.ask("/portal", "authenticate", "{'token':'ann again'}")
                        .path("user_id")
                        .asText())
                .isEqualTo("ann");
        assertThat(client.ask("/portal", "authenticate", "{'token':'bob'}")
                        .path("code")
                        .asText())
                .isEqualTo("forbidden");
    }

    @Test
    void whoIsKnownByThePlaceMaySayOnceWhoItIs() throws Exception {
        NamespaceClient client = hub.client().in("/portal", "{}");

        assertThat(client.ask("/portal", "authenticate", "{'token':'no'}")
                        .path("code")
                        .asText())
                .isEqualTo("unauthenticated");
        assertThat(client.ask("/portal", "authenticate", "{'token':'ann'}")
                        .path("user_id")
                        .asText())
                .isEqualTo("ann");
        assertThat(client.ask("/portal", "authenticate", "{'token':'bob'}")
                        .path("code")
                        .asText())
                .isEqualTo("forbidden");
    }

    @Test
    void whoSaysNothingInTimeIsPutOut() throws Exception {
        HandTimers timers = new HandTimers();
        try (RunningNamespaces quick = byHand(timers)) {
            quick.issue("ann", RunningNamespaces.user("ann"));
            quick.beRemote();
            NamespaceClient silent = stranger(quick);
            NamespaceClient known = stranger(quick);
            known.ask("/portal", "authenticate", "{'token':'ann'}");
            timers.runOut();

            JsonNode failed = silent.hear("/portal", "authentication_failed");
            assertThat(failed.path("code").asText()).isEqualTo("unauthenticated");
            silent.awaitPutOut("/portal");
            assertThat(known.ask("/portal", "authenticate", "{'token':'ann'}")
                            .path("success")
                            .asBoolean())
                    .isTrue();
            assertThat(quick.engine.status("/portal").orElseThrow().sockets()).isEqualTo(1);
        }
    }

    @Test
    void whoSpokeInTimeIsHeardHoweverLongItsTokenIsLookedAt() throws Exception {
        HandTimers timers = new HandTimers();
        CountDownLatch looking = new CountDownLatch(1);
        CompletableFuture<Principal> found = new CompletableFuture<>();
        try (RunningNamespaces slow = byHand(timers)) {
            slow.issue("ann", () -> {
                looking.countDown();
                return found.join();
            });
            slow.beRemote();
            NamespaceClient client = stranger(slow);
            client.tell("/portal", "authenticate", "{'token':'ann'}");
            assertThat(looking.await(60, TimeUnit.SECONDS)).isTrue();
            timers.runOut();
            found.complete(RunningNamespaces.user("ann"));

            assertThat(client.raw().next()).startsWith("42/portal,[\"authenticated\",");
            timers.runOut();
            assertThat(client.ask("/portal", "no:such").path("code").asText()).isEqualTo("invalid");
        } finally {
            found.cancel(false);
        }
    }

    @Test
    void whoIsGoneByTheTimeItIsKnownIsNotRemembered() throws Exception {
        CountDownLatch looking = new CountDownLatch(1);
        CompletableFuture<Principal> found = new CompletableFuture<>();
        hub.issue("slow", () -> {
            looking.countDown();
            return found.join();
        });
        hub.beRemote();
        NamespaceClient client = stranger(hub);
        client.tell("/portal", "authenticate", "{'token':'slow'}");
        assertThat(looking.await(60, TimeUnit.SECONDS)).isTrue();
        client.close();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (hub.engine.status("/portal").map(status -> status.sockets()).orElse(0) > 0) {
            assertThat(System.nanoTime()).as("it never went").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }

        found.complete(RunningNamespaces.user("ann"));

        Principal known = hub.loggedIn.poll(60, TimeUnit.SECONDS);
        assertThat(known).isNotNull();
        assertThat(known.id()).isEqualTo("ann");
        assertThat(hub.reports.logins().connections()).isZero();
    }

    @Test
    void whoFailsHasTheRestOfItsTimeAndNoMore() throws Exception {
        HandTimers timers = new HandTimers();
        try (RunningNamespaces quick = byHand(timers)) {
            quick.beRemote();
            NamespaceClient client = stranger(quick);
            client.tell("/portal", "authenticate", "{'token':'no'}");
            assertThat(client.hear("/portal", "authentication_failed")
                            .path("message")
                            .asText())
                    .isEqualTo("Invalid authentication token");
            // Answered after the attempt is done with, as answers come in order.
            client.ask("/portal", "no:such");
            timers.runOut();

            assertThat(client.hear("/portal", "authentication_failed")
                            .path("message")
                            .asText())
                    .startsWith("nobody said who this is within");
            client.awaitPutOut("/portal");
        }
    }

    private static RunningNamespaces byHand(HandTimers timers) {
        return RunningNamespaces.with(new Settings(Duration.ofMinutes(10), Duration.ofSeconds(10)).due(timers));
    }

    /** Somebody whose time has begun: the answer to its CONNECT comes a little before that. */
    private static NamespaceClient stranger(RunningNamespaces hub) throws Exception {
        NamespaceClient client = hub.client().in("/portal", "{}");
        assertThat(client.ask("/portal", "no:such").path("code").asText()).isEqualTo("unauthenticated");
        return client;
    }

    @Test
    void theStoreBeingAwayFailsALoginAndNoMore() throws Exception {
        hub.beRemote();
        NamespaceClient client = hub.client().in("/project/P", "{}");
        hub.services.backend.breakWith("planted");
        assertThat(client.ask("/project/P", "authenticate", "{'token':'ann'}")
                        .path("code")
                        .asText())
                .isEqualTo("unavailable");
        hub.services.backend.breakWith(null);
        assertThat(client.ask("/project/P", "authenticate", "{'token':'ann'}")
                        .path("success")
                        .asBoolean())
                .isTrue();
    }
}
