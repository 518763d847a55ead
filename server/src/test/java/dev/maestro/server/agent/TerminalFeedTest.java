package dev.maestro.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.agent.link.Link;
import dev.maestro.server.agent.link.LinkConfig;
import dev.maestro.server.agent.link.LinkListener;
import dev.maestro.server.agent.link.LinkTimes;
import dev.maestro.server.agent.link.Refusal;
import dev.maestro.server.agent.link.ScriptedHub;
import dev.maestro.server.agent.output.KeptOutput;
import dev.maestro.server.agent.output.TerminalSize;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class TerminalFeedTest {
    private static final TerminalSize SIZE = new TerminalSize(80, 24);
    private static final LinkTimes QUICK = new LinkTimes(
            Duration.ofSeconds(60),
            Duration.ofMillis(10),
            Duration.ofMillis(40),
            Duration.ofMillis(1),
            Duration.ofSeconds(60));

    private final KeptOutput kept = new KeptOutput(SIZE, 100, Duration.ofMillis(50));
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private ScriptedHub hub;
    private Fed fed;

    @BeforeEach
    void open() throws Exception {
        hub = new ScriptedHub();
        fed = new Fed();
    }

    @AfterEach
    void close() throws Exception {
        fed.link.close().toCompletableFuture().get(60, TimeUnit.SECONDS);
        hub.close();
    }

    /** A feed on a link of its own. */
    private final class Fed implements LinkListener, TerminalFeed.Events {
        final Link link = Link.of(
                new LinkConfig(hub.address(), "/cli", JsonNodeFactory.instance::objectNode, false, QUICK), this);
        final TerminalFeed feed = new TerminalFeed(link, "p", "s", kept, this);

        @Override
        public void joined(boolean recovered) {
            feed.joined();
        }

        @Override
        public void event(String name, List<JsonNode> args, Consumer<Object> answer) {
            told.add(name);
        }

        @Override
        public boolean lost(String why) {
            feed.lost();
            return true;
        }

        @Override
        public boolean refused(Refusal refusal) {
            return false;
        }

        @Override
        public void registered() {
            told.add("registered");
        }

        @Override
        public void stopped(Refusal refusal) {
            told.add("stopped " + refusal.code());
        }
    }

    /** What the feed asked. */
    private record Asked(String id, JsonNode payload) {
        long position() {
            return payload.path("position").asLong(-1);
        }

        String data() {
            return payload.path("data").asText();
        }
    }

    private static final class HubSide {
        private final ScriptedHub.Caller caller;

        HubSide(ScriptedHub.Caller caller) {
            this.caller = caller;
        }

        Asked expect(String event) throws Exception {
            String text = caller.expect("42/cli,");
            int open = text.indexOf('[');
            JsonNode args = Json.tree(text.substring(open).getBytes(StandardCharsets.UTF_8));
            assertThat(args.get(0).asText()).isEqualTo(event);
            return new Asked(text.substring("42/cli,".length(), open), args.get(1));
        }

        void grant(Asked asked, String more) {
            caller.send("43/cli," + asked.id() + "[{\"success\":true" + more + "}]");
        }

        void refuse(Asked asked, String code) {
            caller.send("43/cli," + asked.id() + "[{\"success\":false,\"error\":\"no\",\"code\":\"" + code + "\"}]");
        }

        /** Lets the terminal be registered, and takes the size that is told with it. */
        Asked register(String more) throws Exception {
            Asked asked = expect("terminal:register");
            grant(asked, more);
            expect("terminal:resize");
            return asked;
        }
    }

    private HubSide join() throws Exception {
        fed.link.start();
        return new HubSide(hub.nextJoined("/cli"));
    }

    private void write(String text) throws Exception {
        CompletableFuture.runAsync(() -> {
                    try {
                        kept.append(text.getBytes(StandardCharsets.UTF_8), fed.feed::wake);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                })
                .get(60, TimeUnit.SECONDS);
    }

    private String next() throws Exception {
        return String.valueOf(told.poll(60, TimeUnit.SECONDS));
    }

    @Test
    void theSizeIsToldAgainAtEachRegistrationForWhereItGoesOn() throws Exception {
        write("12345");
        kept.resized(new TerminalSize(100, 30));
        write("67890");
        HubSide first = join();
        assertThat(first.expect("terminal:register")).satisfies(asked -> {
            assertThat(asked.payload().path("cols").asInt()).isEqualTo(80);
            assertThat(asked.payload().path("takeover").asBoolean()).isFalse();
            first.grant(asked, ",\"position\":7");
        });
        assertThat(first.expect("terminal:resize").payload().path("cols").asInt())
                .isEqualTo(100);
        assertThat(first.expect("terminal:output").data()).isEqualTo("890");
        first.caller.drop();

        HubSide second = new HubSide(hub.nextJoined("/cli"));
        Asked again = second.expect("terminal:register");
        assertThat(again.payload().path("takeover").asBoolean()).isTrue();
        second.grant(again, ",\"position\":2,\"resumed\":true");
        assertThat(second.expect("terminal:resize").payload().path("cols").asInt())
                .isEqualTo(80);
        assertThat(second.expect("terminal:output").data()).isEqualTo("345");
        assertThat(second.expect("terminal:resize").payload().path("cols").asInt())
                .isEqualTo(100);
    }

    @Test
    void noMoreIsUnderWayThanTheHubTakes() throws Exception {
        write("x".repeat(100_000));
        HubSide side = join();
        side.register(",\"position\":0,\"credit\":20000");
        Asked first = side.expect("terminal:output");
        assertThat(first.data().length()).isLessThanOrEqualTo(20_000);
        side.grant(first, "");
        Asked second = side.expect("terminal:output");
        assertThat(second.position()).isEqualTo(first.data().length());
        assertThat(second.data().length()).isLessThanOrEqualTo(20_000);
    }

    @Test
    void whatIsForgottenBeforeItWasSentIsMadeUpForBySnapshot() throws Exception {
        HubSide side = join();
        side.register(",\"position\":0,\"credit\":10");
        write("1234567890");
        Asked first = side.expect("terminal:output");
        write("line\r\n".repeat(400_000));
        side.grant(first, "");
        Asked again = side.expect("terminal:register");
        assertThat(again.position()).isGreaterThan(10);
        assertThat(again.payload().path("history").asText()).contains("line");
        side.grant(again, ",\"position\":" + again.position());
        side.expect("terminal:resize");
        assertThat(side.expect("terminal:output").position()).isEqualTo(again.position());
    }

    @Test
    void nothingIsLostOfWhatTheHubRefusedForNow() throws Exception {
        HubSide side = join();
        side.register(",\"position\":0");
        write("one");
        Asked one = side.expect("terminal:output");
        write("two");
        Asked two = side.expect("terminal:output");
        side.refuse(one, "unavailable");
        side.grant(two, "");
        Asked again = side.expect("terminal:output");
        assertThat(again.position()).isZero();
        assertThat(again.data()).isEqualTo("onetwo");
    }

    @Test
    void aHubThatIsSomewhereElseIsRegisteredWithAgain() throws Exception {
        HubSide side = join();
        side.register(",\"position\":0");
        write("some");
        side.refuse(side.expect("terminal:output"), "conflict");
        side.register(",\"position\":1");
        assertThat(side.expect("terminal:output").data()).isEqualTo("ome");
    }

    @Test
    void aTerminalThatTheHubForgotIsRegisteredOnceMore() throws Exception {
        HubSide side = join();
        side.register(",\"position\":0");
        write("some");
        side.refuse(side.expect("terminal:output"), "not_found");
        assertThat(side.register(",\"position\":0").payload().path("takeover").asBoolean())
                .isFalse();
        side.refuse(side.expect("terminal:output"), "not_found");
        assertThat(next()).isEqualTo("registered");
        assertThat(next()).isEqualTo("registered");
        assertThat(next()).isEqualTo("stopped not_found");
    }

    @Test
    void aHistoryThatIsTooLargeIsLeftOut() throws Exception {
        write("line\r\n".repeat(400_000));
        HubSide side = join();
        Asked first = side.expect("terminal:register");
        assertThat(first.payload().has("history")).isTrue();
        side.refuse(first, "too_large");
        Asked second = side.expect("terminal:register");
        assertThat(second.payload().has("history")).isFalse();
        side.grant(second, ",\"position\":" + second.position());
        side.expect("terminal:resize");
        assertThat(side.expect("terminal:output").position()).isEqualTo(second.position());
    }

    @Test
    void noMoreThanSoManyAcksAreOutstanding() throws Exception {
        HubSide side = join();
        side.register(",\"position\":0");
        write("x");
        Asked oldest = side.expect("terminal:output");
        for (int i = 1; i < TerminalFeed.MAX_IN_FLIGHT; i++) {
            write("x");
            side.expect("terminal:output");
        }
        write("y");
        write("z");
        side.grant(oldest, "");
        assertThat(side.expect("terminal:output").data()).isEqualTo("yz");
    }

    @Test
    void aTerminalThatIsAnothersIsLeftToThem() throws Exception {
        HubSide side = join();
        side.refuse(side.expect("terminal:register"), "conflict");
        assertThat(next()).isEqualTo("stopped conflict");
    }
}
