package dev.maestro.server.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(300)
class LinkTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private ScriptedHub hub;
    private HeardLink link;

    @BeforeEach
    void start() throws IOException {
        hub = new ScriptedHub();
        link = new HeardLink(hub.address(), HeardLink.QUICK);
    }

    @AfterEach
    void stop() throws IOException {
        link.close();
        hub.close();
    }

    @Test
    void joinsUnderThePathOfTheHub() throws Exception {
        ScriptedHub.Caller caller = hub.nextOpened(25_000, 20_000);
        assertThat(caller.requestLine()).startsWith("GET /some/prefix/socket.io/?EIO=4&transport=websocket ");
        assertThat(caller.expect("40")).isEqualTo("40/cli,{\"who\":\"me\"}");
        caller.send("40/cli,{\"sid\":\"x\"}");
        assertThat(link.next()).isEqualTo("joined false");
    }

    @Test
    void answersPings() throws Exception {
        ScriptedHub.Caller caller = hub.nextJoined("/cli");
        caller.send("2");
        assertThat(caller.expect("3")).isEqualTo("3");
    }

    @Test
    void aSilentHubIsTakenForDeadAndTriedAgain() throws Exception {
        ScriptedHub.Caller caller = hub.nextOpened(60, 40);
        assertThat(link.next()).isEqualTo("lost: the hub has been silent for 100 ms");
        caller.expectEnd();
        hub.nextJoined("/cli");
        assertThat(link.next()).isEqualTo("joined false");
    }

    @Test
    void acksFindWhoAskedAndLateOnesNobody() throws Exception {
        ScriptedHub.Caller caller = hub.nextJoined("/cli");
        assertThat(link.next()).isEqualTo("joined false");
        CompletableFuture<JsonNode> late = link.ask("late", Duration.ofMillis(20));
        assertThatThrownBy(() -> late.get(60, TimeUnit.SECONDS)).hasRootCauseMessage("the hub did not answer in time");
        CompletableFuture<JsonNode> asked = link.ask("asked", LONG);
        assertThat(caller.expect("42/cli,2")).isEqualTo("42/cli,2[\"asked\"]");
        caller.send("43/cli,1[\"too late\"]");
        caller.send("43/cli,77[\"nobody\"]");
        caller.send("43/cli,2[{\"success\":true}]");
        assertThat(asked.get(60, TimeUnit.SECONDS).path("success").asBoolean()).isTrue();
    }

    @Test
    void whatIsAskedFailsWhenTheLinkBreaks() throws Exception {
        ScriptedHub.Caller caller = hub.nextJoined("/cli");
        assertThat(link.next()).isEqualTo("joined false");
        CompletableFuture<JsonNode> asked = link.ask("asked", Duration.ZERO);
        caller.expect("42/cli,1");
        caller.drop();
        assertThatThrownBy(() -> asked.get(60, TimeUnit.SECONDS)).hasRootCauseMessage("the link to the hub broke");
        assertThatThrownBy(() -> link.ask("apart", LONG).get(60, TimeUnit.SECONDS))
                .hasRootCauseMessage("there is no link to the hub");
    }

    @Test
    void theHubsQuestionsAreAnsweredOnce() throws Exception {
        ScriptedHub.Caller caller = hub.nextJoined("/cli");
        caller.send("42/cli,5[\"question\",{\"a\":1}]");
        assertThat(caller.expect("43")).isEqualTo("43/cli,5[\"taken\"]");
        assertThat(link.next()).isEqualTo("joined false");
        assertThat(link.next()).isEqualTo("question [{\"a\":1}]");
        caller.send("2");
        assertThat(caller.expect("")).isEqualTo("3");
    }

    @Test
    void asksForItsSocketOfBeforeAndWhatItMissed() throws Exception {
        ScriptedHub.Caller caller = hub.nextJoined("/cli");
        caller.send("42/cli,[\"task:updated\",{\"a\":1},\"offset-7\"]");
        assertThat(link.next()).isEqualTo("joined false");
        assertThat(link.next()).isEqualTo("task:updated [{\"a\":1}]");
        caller.drop();
        assertThat(link.next()).startsWith("lost: ");
        ScriptedHub.Caller again = hub.nextOpened(25_000, 20_000);
        assertThat(again.expect("40")).isEqualTo("40/cli,{\"who\":\"me\",\"pid\":\"p\",\"offset\":\"offset-7\"}");
        again.send("40/cli,{\"sid\":\"x\",\"pid\":\"p\"}");
        assertThat(link.next()).isEqualTo("joined true");
    }

    @Test
    void aSocketOfItsOwnIsNotTheOneOfBefore() throws Exception {
        ScriptedHub.Caller before = hub.nextJoined("/cli");
        assertThat(link.next()).isEqualTo("joined false");
        before.drop();
        assertThat(link.next()).startsWith("lost: ");
        ScriptedHub.Caller again = hub.nextOpened(25_000, 20_000);
        again.expect("40");
        again.send("40/cli,{\"sid\":\"y\",\"pid\":\"q\"}");
        assertThat(link.next()).isEqualTo("joined false");
    }

    @Test
    void whoIsPutOutAsksAnewAsNobodyInParticular() throws Exception {
        hub.nextJoined("/cli").send("41/cli,");
        assertThat(hub.nextOpened(25_000, 20_000).expect("40")).isEqualTo("40/cli,{\"who\":\"me\"}");
    }

    @Test
    void aRefusalIsToldAndTriedAgainOnlyIfWanted() throws Exception {
        ScriptedHub.Caller caller = hub.nextOpened(25_000, 20_000);
        caller.expect("40");
        caller.send("44/cli,{\"message\":\"Not now\",\"data\":{\"code\":\"rate_limited\",\"retry_after\":3}}");
        assertThat(link.next()).isEqualTo("refused: rate_limited Not now 3");
        ScriptedHub.Caller again = hub.nextOpened(25_000, 20_000);
        again.expect("40");
        link.tryAgain = false;
        again.send("44/cli,{\"message\":\"Never\",\"data\":{\"code\":\"forbidden\"}}");
        assertThat(link.next()).isEqualTo("refused: forbidden Never 0");
        link.link.close().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void leavesWithAWordWhenItIsClosed() throws Exception {
        ScriptedHub.Caller caller = hub.nextJoined("/cli");
        assertThat(link.next()).isEqualTo("joined false");
        link.close();
        assertThat(caller.expect("41")).isEqualTo("41/cli,");
        caller.expectEnd();
        assertThat(link.heard).isEmpty();
    }

    @Test
    void aMessageInManyFramesIsOne() throws Exception {
        ScriptedHub.Caller caller = hub.nextJoined("/cli");
        String text = "42/cli,[\"long\",\"" + "ä€😀".repeat(50_000) + "\"]";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int third = bytes.length / 3;
        caller.frame(0x01, java.util.Arrays.copyOfRange(bytes, 0, third));
        caller.frame(0x00, java.util.Arrays.copyOfRange(bytes, third, 2 * third));
        caller.frame(0x80, java.util.Arrays.copyOfRange(bytes, 2 * third, bytes.length));
        assertThat(link.next()).isEqualTo("joined false");
        // Its only argument is a text, which the protocol takes for the offset.
        assertThat(link.next()).isEqualTo("long []");
    }

    @Test
    void nothingIsReadWhileNobodyWantsIt() throws Exception {
        ScriptedHub.Caller caller = hub.nextJoined("/cli");
        assertThat(link.next()).isEqualTo("joined false");
        CompletableFuture<Void> paused = new CompletableFuture<>();
        link.link.loop().execute(() -> {
            link.link.reading(false);
            paused.complete(null);
        });
        paused.get(60, TimeUnit.SECONDS);
        for (int i = 0; i < 20; i++) {
            caller.send("42/cli,[\"event\"," + i + "]");
        }
        caller.send("2");
        for (int i = 0; i < TextIntake.MAX_UNREAD; i++) {
            assertThat(link.next()).isEqualTo("event [" + i + "]");
        }
        assertThat(link.heard.poll(100, TimeUnit.MILLISECONDS)).isNull();
        link.link.loop().execute(() -> link.link.reading(true));
        for (int i = TextIntake.MAX_UNREAD; i < 20; i++) {
            assertThat(link.next()).isEqualTo("event [" + i + "]");
        }
        assertThat(caller.expect("3")).isEqualTo("3");
    }

    static Stream<String> hostile() {
        return Stream.of(
                "",
                "9",
                "x",
                "0{}",
                "4",
                "49",
                "42",
                "42{}",
                "42/cli,[1]",
                "42[\"other namespace\"]",
                "42/cli,[\"connect\"]",
                "452-[\"no attachment came\"]",
                "40/cli,{}",
                "44/cli,{}",
                "43/cli,[]",
                "42/cli,[\"a\"",
                "42/cli,9999999999999999999[\"a\"]",
                "42/cli," + "[".repeat(100));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void whatIsNoPacketEndsTheLinkAndNothingElse(String text) throws Exception {
        ScriptedHub.Caller caller = hub.nextJoined("/cli");
        assertThat(link.next()).isEqualTo("joined false");
        caller.send(text);
        if (text.startsWith("452-")) {
            caller.send("42/cli,[\"text instead\"]");
        }
        caller.expectEnd();
        assertThat(link.next()).startsWith("lost: ");
        hub.nextJoined("/cli");
        assertThat(link.next()).startsWith("joined ");
    }

    @Test
    void anEndlessMessageAndBinaryEndTheLink() throws Exception {
        ScriptedHub.Caller caller = hub.nextJoined("/cli");
        assertThat(link.next()).isEqualTo("joined false");
        byte[] megabyte = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        CompletableFuture<Void> endless = CompletableFuture.runAsync(() -> {
            caller.frame(0x01, megabyte);
            for (int i = 0; i < 100; i++) {
                caller.frame(0x00, megabyte);
            }
        });
        caller.expectEnd();
        assertThat(link.next()).isEqualTo("lost: the hub sent a message of over 16777216 characters");
        assertThat(endless).failsWithin(Duration.ofSeconds(60));
        hub.nextJoined("/cli").frame(0x82, new byte[] {1, 2});
        assertThat(link.next()).startsWith("joined ");
        assertThat(link.next()).isEqualTo("lost: the hub sent binary, which nothing here asks for");
    }

    @Test
    void aHubThatNeverAnswersIsGivenUp() throws Exception {
        link.close();
        link = new HeardLink(
                hub.address(),
                new LinkTimes(
                        Duration.ofMillis(80),
                        Duration.ofMillis(10),
                        Duration.ofMillis(20),
                        Duration.ofMillis(1),
                        Duration.ofSeconds(60)));
        assertThat(link.next()).isEqualTo("lost: the hub did not answer in time");
    }

    @Test
    void goesOnAfterAListenerThatThrew() throws Exception {
        try (ScriptedHub hub = new ScriptedHub();
                HeardLink me = new HeardLink(hub.address(), HeardLink.QUICK)) {
            ScriptedHub.Caller caller = hub.nextJoined("/cli");
            assertThat(me.next()).isEqualTo("joined false");
            BlockingQueue<String> times = new LinkedBlockingQueue<>();
            var unused = me.link
                    .loop()
                    .scheduleAtFixedRate(
                            () -> {
                                times.add("again");
                                throw new IllegalStateException("thrown for the test");
                            },
                            0,
                            1,
                            TimeUnit.MILLISECONDS);
            for (int i = 0; i < 2 * TextIntake.MAX_UNREAD; i++) {
                caller.send("42/cli,[\"throw\"]");
            }
            caller.send("42/cli,[\"next\"]");
            assertThat(me.next()).isEqualTo("next []");
            assertThat(times.poll(60, TimeUnit.SECONDS)).isEqualTo("again");
            assertThat(times.poll(60, TimeUnit.SECONDS)).isEqualTo("again");
        }
    }
}
