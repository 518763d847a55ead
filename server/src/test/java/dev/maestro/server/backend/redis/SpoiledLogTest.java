package dev.maestro.server.backend.redis;

import static dev.maestro.server.backend.Sample.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.RecordingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;

/** What others do to the log: entries that are none of ours, or that cannot be read, and some that are missing. */
@Timeout(120)
class SpoiledLogTest {
    private static final String LOG = Nodes.KEYS.log();

    private final TestRedis redis;
    private final Nodes nodes = new Nodes();
    private final FlakyProxy line;
    private final Jedis tool;
    private Backend node;
    private Offset start;
    private RecordingListener listener;

    SpoiledLogTest(@TempDir Path folder) {
        this.redis = TestRedis.start(folder);
        this.line = FlakyProxy.to(redis.port());
        this.tool = Nodes.tool(redis);
        this.node = nodes.open(redis.url());
        this.start = node.feed().head();
        this.listener = Nodes.listen(node);
    }

    @BeforeEach
    void tellThree() {
        Nodes.tell(node, "a", 3);
        listener.await(3);
    }

    @AfterEach
    void end() {
        nodes.close();
        tool.close();
        line.close();
        redis.close();
    }

    @Test
    void anEntryWithTheNumberOfOurNextEventIsPassedOver() {
        add("4-0", Map.of("junk", "x"));
        Nodes.tell(node, "b", 2);

        Nodes.awaitEvent(listener, "b2");
        assertThat(Nodes.names(listener)).containsExactly("a1", "a2", "a3", "b1", "b2");
        assertThat(listener.gaps()).isEmpty();
        assertThat(skipped()).isOne();
        assertReadsFromStart(5);
    }

    @Test
    void anEntryBetweenOurNumbersIsPassedOver() {
        add("3-7", Map.of("junk", "x"));
        Nodes.tell(node, "b", 2);

        Nodes.awaitEvent(listener, "b2");
        assertThat(listener.sequences()).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(listener.gaps()).isEmpty();
        assertThat(skipped()).isOne();
        assertReadsFromStart(5);
    }

    @Test
    void anEntryFarAheadStopsNobody() {
        StreamEntryID foreign = tool.xadd(LOG, XAddParams.xAddParams(), Map.of("junk", "x"));
        Nodes.tell(node, "b", 2);

        Nodes.awaitEvent(listener, "b2");
        assertThat(Nodes.names(listener)).containsExactly("a1", "a2", "a3", "b1", "b2");
        // Whether it is passed over as part of the gap, or after it.
        assertThat(listener.gaps()).hasSize(1);
        assertThat(listener.gaps().get(0).sequence()).isBetween(foreign.getTime() - 1, foreign.getTime());
        assertThat(skipped()).isOne();
        assertThat(node.feed().read(start, 10).events()).hasSize(3);
        assertThat(node.feed().read(at(3), 10).lost()).isTrue();
        assertThat(node.feed().read(at(foreign.getTime()), 10).events()).hasSize(2);
    }

    @Test
    void anEntryWithTheLastOfAllNumbersStopsNobody() {
        add("18446744073709551615-18446744073709551614", Map.of("junk", "x"));
        await("the entry", () -> skipped() == 1);
        Nodes.tell(node, "b", 2);

        Nodes.awaitEvent(listener, "b2");
        assertThat(Nodes.names(listener)).containsExactly("a1", "a2", "a3", "b1", "b2");
        Nodes.tell(node, "c", 2);
        Nodes.awaitEvent(listener, "c2");
    }

    @Test
    void anEventOfANewerHubIsPassedOver() {
        addAsOurs(4, Map.of("e", start.epoch(), "t", "1", "n", "future:event", "p", "p", "s", "[]", "d", "{}"));
        assertPassedOver();
    }

    @Test
    void ourEntryWithoutAFieldIsPassedOver() {
        addAsOurs(4, Map.of("e", start.epoch(), "t", "1", "n", "task:updated", "p", "p", "s", "[]"));
        assertPassedOver();
    }

    @Test
    void ourEntryWithOtherFieldsIsPassedOver() {
        addAsOurs(4, Map.of("e", start.epoch(), "t", "soon", "n", "task:updated", "p", "p", "s", "{", "d", "{}"));
        assertPassedOver();
    }

    @Test
    void ourEntryWithNothingOfOursIsPassedOver() {
        addAsOurs(4, Map.of("x", "y"));
        assertPassedOver();
    }

    private void assertPassedOver() {
        await("the entry", () -> skipped() == 1);
        Nodes.tell(node, "b", 1);
        Nodes.awaitEvent(listener, "b1");

        assertThat(listener.sequences()).containsExactly(1L, 2L, 3L, 5L);
        assertThat(listener.gaps()).isEmpty();
        assertReadsFromStart(4);
        assertThat(node.feed().read(at(3), 1).events()).hasSize(1);
        assertThat(nodes.open(redis.url()).feed().read(at(3), 1).events()).hasSize(1);
    }

    @Test
    void manyUnreadableEntriesKeepNobodyFromWhatFollows() {
        for (int i = 0; i < 2_000; i++) {
            addAsOurs(4 + i, Map.of("e", start.epoch(), "n", "future:event"));
        }
        Nodes.tell(node, "b", 1);

        Nodes.awaitEvent(listener, "b1");
        assertThat(listener.gaps()).isEmpty();
        assertThat(nodes.open(redis.url()).feed().read(at(3), 1).events())
                .singleElement()
                .extracting(event -> event.offset().sequence())
                .isEqualTo(2_004L);
        assertReadsFromStart(4);
    }

    @Test
    void anEventThatIsMissingIsAGap() {
        Backend other = nodes.open(Nodes.url(line));
        RecordingListener late = Nodes.listen(other);
        line.refuse();
        Nodes.tell(node, "b", 3);
        tool.xdel(LOG, new StreamEntryID(5, 0));
        line.heal();

        Nodes.awaitEvent(late, "b3");
        assertThat(late.sequences()).containsExactly(4L, 6L);
        assertThat(late.gaps()).containsExactly(at(5));
        assertThat(other.feed().read(at(3), 10).events()).hasSize(1);
        assertThat(other.feed().read(at(4), 10).lost()).isTrue();
        assertThat(other.feed().read(at(5), 10).events()).hasSize(1);
    }

    @Test
    void thatTheLastEventIsMissingIsNoticedToo() {
        Backend other = nodes.open(Nodes.url(line));
        RecordingListener late = Nodes.listen(other);
        line.refuse();
        Nodes.tell(node, "b", 3);
        tool.xdel(LOG, new StreamEntryID(6, 0));
        line.heal();

        await("the gap", () -> late.gaps().size() == 1);
        assertThat(late.gaps()).containsExactly(at(6));
        Nodes.tell(node, "c", 1);
        Nodes.awaitEvent(late, "c1");
        assertThat(late.sequences()).containsExactly(4L, 5L, 7L);
    }

    @Test
    void whoWasCutOffWhileTheLogWasTrimmedIsToldOnce() {
        nodes.close();
        node = nodes.open(redis.url(), 10);
        Backend other = nodes.open(Nodes.url(line), 10);
        RecordingListener late = Nodes.listen(other);
        line.refuse();
        Nodes.tell(node, "b", 97);
        await("trimming", () -> node.feed().read(at(89), 1).lost());
        line.heal();

        Nodes.awaitEvent(late, "b97");
        assertThat(late.gaps()).containsExactly(at(90));
        assertThat(late.sequences())
                .isEqualTo(LongStream.rangeClosed(91, 100).boxed().toList());
    }

    private void add(String id, Map<String, String> fields) {
        List<String> words = new ArrayList<>(List.of(LOG, id));
        fields.forEach((name, value) -> words.addAll(List.of(name, value)));
        assertThat(tool.sendCommand(Protocol.Command.XADD, words.toArray(String[]::new)))
                .isNotNull();
    }

    /** Adds an entry as a hub of another version would. */
    private void addAsOurs(long sequence, Map<String, String> fields) {
        List<String> words = new ArrayList<>(List.of(Long.toString(sequence)));
        fields.forEach((name, value) -> words.addAll(List.of(name, value)));
        tool.eval(
                "redis.call('XADD', KEYS[2], ARGV[1] .. '-0', unpack(ARGV, 2))"
                        + " redis.call('HSET', KEYS[1], 'seq', ARGV[1])",
                List.of(Nodes.KEYS.state(), LOG),
                words);
    }

    /** Whoever reads from the start gets so many events, and no gap. */
    private void assertReadsFromStart(int events) {
        RecordingListener late = Nodes.listen(nodes.open(redis.url()), start);
        late.await(events);
        assertThat(late.gaps()).isEmpty();
        assertThat(late.count()).isEqualTo(events);
    }

    private long skipped() {
        return ((RedisFeed) node.feed()).skippedEntries();
    }

    private Offset at(long sequence) {
        return new Offset(start.epoch(), sequence);
    }
}
