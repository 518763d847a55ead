package dev.maestro.server.backend.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.StoreHead;
import dev.maestro.server.backend.StoreRecord;
import dev.maestro.server.backend.StoreTransferException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** Imports that are taken over or given up, and exports of a log that others have spoilt. */
@Timeout(120)
class RedisTransferTest {
    private final TestRedis redis;
    private final Nodes nodes = new Nodes();
    private final Jedis tool;
    private final RedisConfig config;

    RedisTransferTest(@TempDir Path folder) {
        this.redis = TestRedis.start(folder);
        this.tool = Nodes.tool(redis);
        this.config = Nodes.config(redis.url(), 1_000);
    }

    @AfterEach
    void end() {
        nodes.close();
        tool.close();
        redis.close();
    }

    @Test
    void anImportThatWasTakenOverRemovesNothingOfTheStoreThatIsThere() {
        RedisImport first = RedisImport.open(config, "e1");
        try (RedisImport second = RedisImport.open(config, "e2")) {
            second.take(new StoreRecord.ProjectHead("p", 7));
            second.finish(new StoreHead("e2", 7, 7, 0));
        }
        Map<String, String> state = tool.hgetAll(Nodes.KEYS.state());

        assertThatThrownBy(first::close).isInstanceOf(StoreTransferException.class);
        assertThat(tool.hgetAll(Nodes.KEYS.state())).isEqualTo(state).doesNotContainKey("secret");
        assertThat(tool.hget(Nodes.KEYS.heads(), "p")).isEqualTo("7");
        assertThat(nodes.open(redis.url()).feed().head()).isEqualTo(new Offset("e2", 7));
    }

    @Test
    void anImportThatIsGivenUpKeepsTheSecretThatWasThere() {
        tool.set(Nodes.KEYS.secret(), "before");
        RedisImport killed = RedisImport.open(config, "e1");
        try (RedisImport given = RedisImport.open(config, "e2")) {
            given.take(new StoreRecord.ProjectHead("p", 7));
        }
        assertThat(tool.keys("*")).containsExactly(Nodes.KEYS.secret());
        assertThatThrownBy(killed::close).isInstanceOf(StoreTransferException.class);
        assertThat(tool.get(Nodes.KEYS.secret())).isEqualTo("before");

        tool.del(Nodes.KEYS.secret());
        try (RedisImport given = RedisImport.open(config, "e3")) {
            given.take(new StoreRecord.ProjectHead("p", 7));
            tool.set(Nodes.KEYS.secret(), "imported");
        }
        assertThat(tool.keys("*")).isEmpty();
    }

    @Test
    void anExportPassesOverWhatIsNoEventAndEndsAtTheLastOne() {
        Backend node = nodes.open(redis.url());
        Nodes.tell(node, "a", 2);
        String epoch = node.feed().head().epoch();
        node.close();
        tool.xadd(
                Nodes.KEYS.log(),
                new StreamEntryID(3, 0),
                Map.of("e", epoch, "t", "soon", "n", "task:updated", "p", "p", "s", "[]", "d", "{}"));
        tool.hset(Nodes.KEYS.state(), "seq", "3");
        tool.xadd(
                Nodes.KEYS.log(),
                new StreamEntryID(4, 0),
                Map.of("e", epoch, "t", "1", "n", "task:updated", "p", "p", "s", "[]", "d", "{}"));

        List<Long> events = new ArrayList<>();
        try (RedisExport export = RedisExport.open(config, Clock.systemUTC())) {
            export.read(record -> {
                if (record instanceof StoreRecord.Event event) {
                    events.add(event.sequence());
                }
            });
        }
        assertThat(events).containsExactly(1L, 2L);
    }
}
