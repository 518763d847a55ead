package dev.maestro.server.backend.redis;

import static dev.maestro.server.backend.Sample.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.MovableClock;
import dev.maestro.server.backend.RecoverySessions;
import dev.maestro.server.backend.writing.WriteGroup;
import dev.maestro.server.backend.writing.WriteQueue;
import dev.maestro.server.config.RedisUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of sockets whose clients go from node to node; each node here stores when it is told to. */
class RedisLivesTest {
    private static final Duration WINDOW = Duration.ofMinutes(2);
    private static final Duration MOMENT = Duration.ofMillis(1);

    @TempDir
    static Path folder;

    private static TestRedis redis;
    private static int tests;

    private final MovableClock clock = new MovableClock();
    private final String prefix = "test" + ++tests + ":";
    private final List<RedisSession> sessions = new ArrayList<>();
    private RedisLink link;
    private Node a;
    private Node b;

    @BeforeAll
    static void startRedis() throws IOException {
        redis = TestRedis.start(Files.createTempDirectory(folder, "redis"));
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void open() {
        RedisConfig config = new RedisConfig(
                RedisUrl.parse(redis.url()), prefix, Duration.ofSeconds(10), Duration.ofHours(1), 1_000, 1_000, WINDOW);
        link = new RedisLink(config, new RedisHealth());
        a = new Node("a", clock);
        b = new Node("b", clock);
    }

    @AfterEach
    void close() {
        sessions.forEach(RedisSession::close);
        link.close();
    }

    @Test
    void aSocketOfOneNodeIsFoundAtAnother() {
        a.save("p", 1);

        assertThat(b.find("p")).isEqualTo(1);
        a.gone("p");
        assertThat(b.find("p")).isEqualTo(1);
    }

    @Test
    void aSocketOfANodeThatRunsIsFoundForAsLongAsItIsConnected() {
        a.save("p", 1);
        for (int i = 0; i < 100; i++) {
            clock.move(WINDOW.minus(MOMENT));
            a.upkeep();
            b.upkeep();
        }

        assertThat(b.find("p")).isEqualTo(1);
        assertThat(a.find("p")).isEqualTo(1);
    }

    @Test
    void theLateWordOfANodeTouchesNothingOnceItsClientCameBackElsewhere() {
        a.save("gone", 1);
        a.save("forgotten", 1);
        a.save("saved", 1);
        for (String pid : List.of("gone", "forgotten", "saved")) {
            assertThat(b.find(pid)).isEqualTo(1);
            b.save(pid, 2);
        }

        clock.move(Duration.ofSeconds(45));
        a.gone("gone");
        a.forget("forgotten");
        // Its rooms changed, as far as the first node knows.
        a.save("saved", 3);
        a.gone("saved");
        pass(WINDOW, a, b);
        for (String pid : List.of("gone", "forgotten", "saved")) {
            assertThat(a.find(pid)).isEqualTo(2);
            assertThat(b.find(pid)).isEqualTo(2);
        }
    }

    @Test
    void whatWaitedToBeStoredWhenTheClientCameBackElsewhereIsOfNoEffect() {
        a.save("p", 1);
        CompletionStage<Void> late = a.kept.save("p", state(2));
        CompletionStage<Void> gone = a.kept.gone("p");
        assertThat(b.find("p")).isEqualTo(1);
        b.save("p", 3);
        a.store();
        await(late);
        await(gone);

        pass(WINDOW.plus(WINDOW), b);
        assertThat(b.find("p")).isEqualTo(3);
    }

    @Test
    void aClientMayGoBackAndForth() {
        a.save("p", 0);
        for (int i = 1; i <= 10; i++) {
            Node next = i % 2 == 0 ? a : b;
            Node last = i % 2 == 0 ? b : a;
            assertThat(next.find("p")).isEqualTo(i - 1);
            next.save("p", i);
            // Only now the other notices.
            last.gone("p");
            assertThat(last.find("p")).isEqualTo(i);
        }
        a.gone("p");
        clock.move(WINDOW.minus(MOMENT));
        assertThat(b.find("p")).isEqualTo(10);
        clock.move(MOMENT);
        assertThat(a.find("p")).isEqualTo(-1);
        assertThat(b.find("p")).isEqualTo(-1);
    }

    @Test
    void itDoesNotMatterWhoseClockIsAhead() {
        MovableClock behind = new MovableClock();
        behind.move(Duration.ofMillis(-900));
        Node slow = new Node("slow", behind);
        a.save("p", 1);
        assertThat(slow.find("p")).isEqualTo(1);
        slow.save("p", 2);
        a.gone("p");
        assertThat(a.find("p")).isEqualTo(2);
        a.save("p", 3);
        slow.gone("p");
        behind.move(WINDOW);
        pass(WINDOW, a);

        assertThat(a.find("p")).isEqualTo(3);
    }

    @Test
    void whoComesBackAfterAMomentAtTheSameNodeIsConnectedAgain() {
        a.save("p", 1);
        assertThat(b.find("p")).isEqualTo(1);
        b.save("p", 2);
        assertThat(a.find("p")).isEqualTo(2);
        // What the first node still had ends at once, unstored, and the socket is saved anew.
        CompletionStage<Void> gone = a.kept.gone("p");
        CompletionStage<Void> saved = a.kept.save("p", state(3));
        a.store();
        await(gone);
        await(saved);
        b.gone("p");
        pass(WINDOW, a, b);

        assertThat(b.find("p")).isEqualTo(3);
    }

    @Test
    void socketsOfANodeThatWasKilledWentWhenItLastRan() {
        a.save("p", 1);
        clock.move(Duration.ofHours(1));
        a.upkeep();
        // It says nothing from here on.
        clock.move(WINDOW.minus(MOMENT));
        b.upkeep();
        assertThat(b.find("p")).isEqualTo(1);
        clock.move(MOMENT);

        assertThat(b.find("p")).isEqualTo(-1);
        assertThat(keysOf("recovery:*")).isNotEmpty();
        pass(Duration.ofSeconds(7), b);
        assertThat(keysOf("recovery:*")).isEmpty();
    }

    @Test
    void whoeverComesBackFromANodeThatWasKilledIsConnectedAtTheNext() {
        a.save("p", 1);
        a.save("stays", 1);
        assertThat(b.find("p")).isEqualTo(1);
        b.save("p", 2);
        pass(WINDOW, b);

        assertThat(b.find("p")).isEqualTo(2);
        assertThat(b.find("stays")).isEqualTo(-1);
    }

    @Test
    void aNodeThatEndsTakesNobodyAlong() {
        a.save("p", 1);
        clock.move(Duration.ofDays(1));
        a.recoveries.end(a.session, clock.millis());
        clock.move(WINDOW.minus(MOMENT));

        assertThat(b.find("p")).isEqualTo(1);
        clock.move(MOMENT);
        assertThat(b.find("p")).isEqualTo(-1);
    }

    @Test
    void aNodeForgetsWhatItKeepsAndNothingOfOthers() {
        a.save("connected", 1);
        a.save("left", 1);
        a.gone("left");
        a.save("moved", 1);
        assertThat(b.find("moved")).isEqualTo(1);
        b.save("moved", 2);
        b.save("other", 2);
        CompletionStage<Void> forgotten = a.kept.forgetAll();
        CompletionStage<Void> later = a.kept.save("later", state(3));
        a.store();
        await(forgotten);
        await(later);

        assertThat(List.of("connected", "left")).allMatch(pid -> b.find(pid) == -1);
        assertThat(List.of("moved", "other")).allMatch(pid -> a.find(pid) == 2);
        assertThat(b.find("later")).isEqualTo(3);
    }

    @Test
    void ofTooManyThoseWhoWentFirstGoFirstAndConnectedOnesLast() {
        Node dead = new Node("dead", clock);
        for (int i = 0; i < 10; i++) {
            dead.save("dead" + i, 1);
        }
        for (int i = 0; i < 10; i++) {
            clock.move(MOMENT);
            a.save("a" + i, 1);
            if (i < 5) {
                a.gone("a" + i);
            }
            b.save("b" + i, 1);
        }
        dead.recoveries.end(dead.session, clock.millis() - 7);
        Node small = new Node("small", clock, 18);
        clock.move(Duration.ofSeconds(1));
        a.upkeep();
        b.upkeep();
        small.upkeep();

        // 30 are kept: a0 to a2 went before those of the node that is dead, a3 and a4 after it.
        assertThat(kept("a", 0, 3)).isZero();
        long ofDead = kept("dead", 0, 10);
        assertThat(ofDead).isOne();
        assertThat(kept("a", 3, 5)).isEqualTo(2);
        assertThat(kept("a", 5, 10) + kept("b", 0, 10)).isEqualTo(15);
    }

    @Test
    void aClockThatWasSetBackKeepsNobodyForEver() {
        a.save("connected", 1);
        a.save("left", 1);
        a.gone("left");
        clock.move(Duration.ofDays(-30));
        b.upkeep();
        assertThat(b.find("left")).isEqualTo(1);
        clock.move(WINDOW);

        assertThat(b.find("left")).isEqualTo(-1);
        assertThat(b.find("connected")).isEqualTo(-1);
    }

    @Test
    void nobodyIsForgottenBecauseRedisWasAway() {
        a.save("a", 1);
        b.save("b", 1);
        pass(Duration.ofSeconds(10), a, b);
        // Neither could say that it runs.
        clock.move(WINDOW.plus(WINDOW));
        a.upkeep();
        pass(Duration.ofSeconds(3), a);
        b.upkeep();

        assertThat(a.find("b")).isEqualTo(1);
        assertThat(b.find("a")).isEqualTo(1);
    }

    /** Lets some time pass, a second at a time, while these nodes run. */
    private void pass(Duration time, Node... running) {
        for (long second = 0; second < time.toSeconds(); second++) {
            clock.move(Duration.ofSeconds(1));
            for (Node node : running) {
                node.upkeep();
            }
        }
    }

    private long kept(String name, int from, int to) {
        long kept = 0;
        for (int i = from; i < to; i++) {
            kept += b.find(name + i) == 1 ? 1 : 0;
        }
        return kept;
    }

    private List<String> keysOf(String pattern) {
        return link.read(jedis -> List.copyOf(jedis.keys(prefix + "{hub}:" + pattern)));
    }

    private static JsonBytes state(int n) {
        return JsonBytes.of(n);
    }

    /** A node, as far as it keeps sockets. */
    private final class Node {
        private final WriteQueue queue = new WriteQueue(1_000);
        private final Clock ownClock;
        private final RedisRecoveries recoveries;
        private final RecoverySessions kept;
        private final RedisSession session = link.connect();

        Node(String life, Clock clock) {
            this(life, clock, RecoverySessions.MAX_KEPT);
        }

        Node(String life, Clock clock, int most) {
            this.ownClock = clock;
            this.recoveries = new RedisRecoveries(RedisKeys.of(prefix), life, WINDOW, most);
            this.kept = new RedisRecoverySessions(queue, link, recoveries, clock, WINDOW);
            sessions.add(session);
        }

        void save(String pid, int n) {
            stored(kept.save(pid, state(n)));
        }

        void gone(String pid) {
            stored(kept.gone(pid));
        }

        void forget(String pid) {
            stored(kept.forget(pid));
        }

        /** Returns what is kept; -1 when nothing. */
        int find(String pid) {
            return kept.find(pid).map(state -> state.as(Integer.class)).orElse(-1);
        }

        void upkeep() {
            recoveries.upkeep(session, ownClock.millis());
        }

        /** Stores what waits. */
        void store() {
            try {
                WriteGroup group = queue.takeGroup(1_000, Duration.ZERO);
                recoveries.apply(session, group.recoveries(), ownClock.millis());
                queue.stored();
                group.answer(List.of());
            } catch (InterruptedException e) {
                throw new BackendUnavailableException("interrupted", e);
            }
        }

        private void stored(CompletionStage<Void> change) {
            store();
            await(change);
        }
    }
}
