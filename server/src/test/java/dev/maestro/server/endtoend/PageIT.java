package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The link that the hub prints, and its page, in a real browser. */
@Timeout(180)
class PageIT {
    private static final String LINK = "Open ";
    private static final Map<String, String> PROXIED = Map.of("X-Forwarded-For", "203.0.113.9");

    @TempDir
    static Path folder;

    /** Signs tokens by its own secret, and prints a link. */
    @SuppressWarnings("NullAway.Init")
    private static PackagedHub hub;

    /** Takes the tokens of these tests. */
    @SuppressWarnings("NullAway.Init")
    private static PackagedHub keyed;

    @SuppressWarnings("NullAway.Init")
    private static Browser browser;

    @SuppressWarnings("NullAway.Init")
    private static String link;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start();
        hub = PackagedHub.start(folder.resolve("own"));
        link = hub.process().await(line -> line.startsWith(LINK)).substring(LINK.length());
        hub.send("POST", "/api/projects", "{\"name\":\"Made <b>before</b>\"}");
        keyed = PackagedHub.start(folder.resolve("keyed"), 0, Tokens.flags());
        keyed.send("POST", "/api/projects", "{\"name\":\"Ann's\",\"members\":[\"ann\"]}");
        keyed.send("POST", "/api/projects", "{\"name\":\"Nobody's\"}");
    }

    @AfterAll
    static void stop() throws Exception {
        browser.close();
        try {
            hub.close();
        } finally {
            keyed.close();
        }
    }

    @Test
    void theReadyLinkShowsWhoOneIsAndTheProjectsAndLeavesNoTokenBehind() throws Exception {
        JsonNode opened = browser.open(link);
        JsonNode reloaded = browser.reload();

        for (JsonNode seen : new JsonNode[] {opened, reloaded}) {
            assertThat(seen.get("lead").asText()).isEqualTo("You are in as owner.");
            assertThat(seen.at("/facts/0").asText()).isEqualTo("every project");
            assertThat(seen.at("/facts/1").asText()).contains("run the hub").contains("type into terminals");
            assertThat(seen.at("/facts/2").asText()).startsWith("until ").endsWith("(in 30 days)");
            assertThat(seen.get("projects").toString()).isEqualTo("[\"Made <b>before</b>\"]");
            assertThat(seen.get("address").asText()).isEqualTo(hub.url() + "/");
            assertThat(seen.get("history").toString()).contains(hub.url()).doesNotContain("token");
            assertFaultless(seen);
        }
    }

    @Test
    void theReadyLinkWorksThroughAProxy() throws Exception {
        assertThat(browser.open(link, PROXIED).get("lead").asText()).isEqualTo("You are in as owner.");
    }

    @Test
    void thePersonAtThisMachineNeedsNoToken() throws Exception {
        JsonNode seen = browser.open(hub.url());

        assertThat(seen.get("lead").asText()).isEqualTo("You are at the machine that the hub runs on.");
        assertThat(seen.at("/facts/2").asText()).isEqualTo("does not end");
        assertThat(seen.get("projects")).hasSize(1);
        assertFaultless(seen);
    }

    @Test
    void aTokenThatDoesNotHoldIsSaidSoAndCanBeLeftBehind() throws Exception {
        for (String token :
                new String[] {"nonsense", "a%0Ab%20%E2%82%AC", link.substring(link.indexOf('=') + 1) + "x"}) {
            JsonNode refused = browser.open(hub.url() + "/?token=" + token);

            assertThat(refused.get("lead").asText()).isEqualTo("This link does not hold.");
            assertThat(refused.get("address").asText()).isEqualTo(hub.url() + "/");
            assertThat(refused.get("projects")).isEmpty();
            assertThat(browser.reload().get("lead").asText()).isEqualTo("This link does not hold.");
            assertThat(refused.get("button").asText()).isEqualTo("Go on without it");
            assertThat(browser.press().get("lead").asText()).startsWith("You are at the machine");
            assertThat(browser.reload().get("lead").asText()).startsWith("You are at the machine");
        }
    }

    @Test
    void behindAProxyOneMustLogIn() throws Exception {
        JsonNode seen = browser.open(hub.url(), PROXIED);

        assertThat(seen.get("lead").asText()).isEqualTo("You must log in.");
        assertThat(seen.get("detail").asText()).contains("Open the link that it printed");
        assertThat(seen.get("projects")).isEmpty();
        assertThat(seen.get("violations")).isEmpty();
        assertThat(seen.get("wide").asBoolean()).isFalse();
    }

    @Test
    void aTokenThatEndedSaysWhen() throws Exception {
        JsonNode seen = browser.open(keyedLink("ann", Duration.ofMinutes(-5)));

        assertThat(seen.get("lead").asText()).isEqualTo("Your access has ended.");
        assertThat(seen.get("detail").asText()).startsWith("It ended on ");
    }

    @Test
    void aTokenThatEndsWhileThePageIsOpenIsSaidSo() throws Exception {
        JsonNode before = browser.open(keyedLink("ann", Duration.ofMinutes(90)));
        assertThat(before.at("/facts/2").asText()).endsWith("(in 90 minutes)");

        assertThat(browser.forward(Duration.ofMinutes(91).toMillis())
                        .get("lead")
                        .asText())
                .isEqualTo("Your access has ended.");
    }

    @Test
    void aUserSeesTheirProjectsOrThatThereAreNone() throws Exception {
        JsonNode ann = browser.open(keyedLink("ann", Duration.ofHours(1)));
        assertThat(ann.get("lead").asText()).isEqualTo("You are in as ann.");
        assertThat(ann.get("projects").toString()).isEqualTo("[\"Ann's\"]");
        assertThat(ann.at("/facts/1").asText()).isEqualTo("type into terminals");

        JsonNode bob = browser.open(keyedLink("bob", Duration.ofHours(1)));
        assertThat(bob.get("projects")).isEmpty();
        assertThat(bob.get("note").asText()).startsWith("You are in no project yet.");
        assertFaultless(bob);
    }

    @Test
    void aHubThatCannotBeReachedIsSaidSoAndTriedAgain() throws Exception {
        browser.open(hub.url() + "/?token=nonsense");
        browser.offline(true);
        JsonNode away = browser.press();
        assertThat(away.get("lead").asText()).isEqualTo("The hub cannot be reached.");
        assertThat(away.get("detail").asText()).startsWith("Nothing answers at " + hub.url());
        assertThat(away.get("button").asText()).isEqualTo("Try again");

        browser.offline(false);
        assertThat(browser.press().get("lead").asText()).startsWith("You are at the machine");
    }

    @Test
    void whateverGetsIntoThePageLoadsAndSendsNothing() throws Exception {
        browser.open(hub.url());

        assertThat(browser.plant())
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("script-src-elem", "img-src", "connect-src");
    }

    private static String keyedLink(String user, Duration lifetime) {
        return keyed.url() + "/?token=" + Tokens.of(user, lifetime);
    }

    private static void assertFaultless(JsonNode seen) {
        assertThat(seen.get("errors")).isEmpty();
        assertThat(seen.get("violations")).isEmpty();
        assertThat(seen.get("shifts")).isEmpty();
        assertThat(seen.get("wide").asBoolean()).isFalse();
    }
}
