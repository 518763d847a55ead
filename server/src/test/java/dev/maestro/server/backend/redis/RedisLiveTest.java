package dev.maestro.server.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.backend.LiveChannel;
import dev.maestro.server.backend.Sample;
import dev.maestro.server.config.RedisUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

/** What becomes of the live channel when its Redis, or one of its connections, goes away. */
class RedisLiveTest {
    /** Longer than anything is held up that is there; a connection that hears nothing for half of it asks. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final TestRedis redis;
    private final RedisKeys keys = RedisKeys.of("test:");
    private final List<AutoCloseable> opened = new ArrayList<>();
    private Node here;
    private Node there;

    RedisLiveTest(@TempDir Path folder) {
        this.redis = TestRedis.start(folder);
    }

    @BeforeEach
    void start() {
        here = new Node();
        there = new Node();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        redis.close();
    }

    @Test
    void aRedisThatIsStartedAgainIsHeardAgainAndTheLossTold() {
        Heard heard = there.listen("a");
        Heard other = there.listen("b");
        here.say("a", "before");
        heard.await("before");
        redis.restart();
        untilItIsHeard(heard, "after");

        assertThat(heard.told).startsWith("before", "LOSS", "after").containsOnlyOnce("LOSS");
        other.await("LOSS");
        Sample.await(
                "health", () -> here.health.isWell(RedisHealth.Way.LIVE) && there.health.isWell(RedisHealth.Way.LIVE));
    }

    @Test
    void aConnectionThatIsCutIsMadeAnewAndTheLossTold() {
        Heard heard = there.listen("a");
        here.say("a", "before");
        heard.await("before");
        try (Jedis jedis = Nodes.tool(redis)) {
            jedis.sendCommand(Protocol.Command.CLIENT, "KILL", "TYPE", "pubsub");
        }
        heard.await("before", "LOSS");

        here.say("a", "after");
        heard.await("before", "LOSS", "after");
    }

    @Test
    void aRedisThatAnswersNothingIsNoticedAndNobodyWaits() {
        here = new Node(Duration.ofMillis(500));
        there = new Node(Duration.ofMillis(500));
        Heard heard = there.listen("a");
        untilItIsHeard(heard, "before");
        redis.pause();
        Sample.await("trouble here", () -> {
            here.live.publish("a", new byte[1_000]);
            return !here.health.isWell(RedisHealth.Way.LIVE);
        });
        Sample.await("trouble there", () -> !there.health.isWell(RedisHealth.Way.LIVE));
        Sample.await("refusal", () -> !here.live.publish("a", new byte[1]));
        assertThat(here.live.dropped()).isPositive();
        long lossesBefore = heard.losses();
        // Listening is for when it is back.
        Heard late = there.listen("late");

        redis.goOn();
        untilItIsHeard(late, "after");
        assertThat(late.told).startsWith("LOSS");
        Sample.await("loss", () -> heard.losses() > lossesBefore);
        Sample.await(
                "health",
                () -> here.health.troubles().isEmpty()
                        && there.health.troubles().isEmpty());
    }

    @Test
    void aQuietChannelStaysWell() {
        Heard heard = there.listen("a");
        long until = System.nanoTime() + TIMEOUT.plusSeconds(2).toNanos();
        Sample.await("some time", () -> System.nanoTime() - until > 0);

        assertThat(heard.told).isEmpty();
        assertThat(there.health.troubles()).isEmpty();
        here.say("a", "x");
        heard.await("x");
    }

    @Test
    void whoListensWhileRedisIsAwayHearsWhenItIsBack() {
        redis.kill();
        Node late = new Node();
        Heard heard = late.listen("a");
        redis.restart();

        Sample.await("health", () -> late.health.isWell(RedisHealth.Way.LIVE));
        untilItIsHeard(heard, "x");
        assertThat(heard.told).contains("LOSS");
    }

    @Test
    void whatIsSaidBeforeClosingIsHeard() throws Exception {
        Heard heard = there.listen("a");
        for (int i = 0; i < 1_000; i++) {
            here.say("a", Integer.toString(i));
        }
        here.live.close();

        Sample.await("all", () -> heard.told.size() == 1_000);
    }

    @Test
    void topicsOfOthersUnderAnotherPrefixAreNotHeard() {
        Heard heard = there.listen("a");
        try (Jedis jedis = Nodes.tool(redis)) {
            jedis.publish("a", "no");
            jedis.publish("live:a", "no");
            jedis.publish("other:{hub}:live:a", "no");
        }
        here.say("a", "yes");

        heard.await("yes");
    }

    private void untilItIsHeard(Heard heard, String text) {
        Sample.await("a message", () -> {
            here.live.publish(heard.topic, text.getBytes(UTF_8));
            return heard.told.contains(text);
        });
    }

    /** A node's live channel. */
    private final class Node {
        private final RedisHealth health = new RedisHealth();
        private final RedisLive live;

        Node() {
            this(TIMEOUT);
        }

        Node(Duration timeout) {
            RedisConfig config = new RedisConfig(
                    RedisUrl.parse(redis.url()), "test:", timeout, Duration.ofHours(1), 1_000, 1_000, Duration.ZERO);
            RedisLink link = new RedisLink(config, health);
            live = RedisLive.start(link, keys, health, timeout);
            opened.add(live);
            opened.add(link);
        }

        void say(String topic, String text) {
            Sample.await("room", () -> live.publish(topic, text.getBytes(UTF_8)));
        }

        Heard listen(String topic) {
            Heard heard = new Heard(topic);
            live.subscribe(topic, heard);
            return heard;
        }
    }

    /** What a listener was told, in order. */
    private static final class Heard implements LiveChannel.Listener {
        private final String topic;
        private final List<String> told = new CopyOnWriteArrayList<>();

        Heard(String topic) {
            this.topic = topic;
        }

        @Override
        public void onMessage(byte[] message) {
            told.add(new String(message, UTF_8));
        }

        @Override
        public void onLoss() {
            told.add("LOSS");
        }

        long losses() {
            return told.stream().filter("LOSS"::equals).count();
        }

        void await(String... expected) {
            Sample.await("messages", () -> told.size() >= expected.length);
            assertThat(told).containsExactly(expected);
        }
    }
}
