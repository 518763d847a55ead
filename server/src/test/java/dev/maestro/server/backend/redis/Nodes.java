package dev.maestro.server.backend.redis;

import static dev.maestro.server.backend.Sample.await;
import static dev.maestro.server.backend.Sample.commitOf;
import static dev.maestro.server.backend.Sample.committed;
import static dev.maestro.server.backend.Sample.event;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.MovableClock;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.RecordingListener;
import dev.maestro.server.backend.Sample;
import dev.maestro.server.config.RedisUrl;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import redis.clients.jedis.Jedis;

/** Several nodes on one Redis, and what tests do with them. All are closed with this. */
final class Nodes implements AutoCloseable {
    static final String PREFIX = "test:";
    static final RedisKeys KEYS = RedisKeys.of(PREFIX);
    /** Longer than a Redis that is there is held up. */
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    static final Duration MAX_AGE = Duration.ofHours(1);

    final MovableClock clock = new MovableClock();
    private final Duration timeout;
    private final Deque<Backend> opened = new ArrayDeque<>();

    Nodes() {
        this(TIMEOUT);
    }

    /** Makes nodes that wait so long for an answer of Redis. */
    Nodes(Duration timeout) {
        this.timeout = timeout;
    }

    /** Opens a node that keeps more events than any test writes. */
    Backend open(String url) {
        return open(url, 1_000_000);
    }

    Backend open(String url, long maxEvents) {
        Backend backend = RedisBackend.open(config(url, maxEvents, timeout), clock);
        opened.push(backend);
        return backend;
    }

    static RedisConfig config(String url, long maxEvents) {
        return config(url, maxEvents, TIMEOUT);
    }

    static RedisConfig config(String url, long maxEvents, Duration timeout) {
        return new RedisConfig(RedisUrl.parse(url), PREFIX, timeout, MAX_AGE, maxEvents, 10_000, Duration.ofMinutes(2));
    }

    static String url(FlakyProxy proxy) {
        return "redis://127.0.0.1:" + proxy.port();
    }

    /** Listens at a node to all that follows. */
    static RecordingListener listen(Backend node) {
        return listen(node, node.feed().head());
    }

    static RecordingListener listen(Backend node, Offset after) {
        RecordingListener listener = new RecordingListener();
        node.feed().subscribe(after, listener);
        return listener;
    }

    /** Commits so many events of tasks named {@code name1}, {@code name2}, …. */
    static Offset tell(Backend node, String name, int count) {
        Offset last = node.feed().head();
        for (int i = 1; i <= count; i++) {
            last = committed(node, commitOf(event(name + i, 1))).offset();
        }
        return last;
    }

    /** Commits one event as soon as the node can. */
    static Offset tellOnceItWorks(Backend node, String name) {
        Offset[] told = new Offset[1];
        await("a commit", () -> {
            try {
                told[0] = committed(node, commitOf(event(name, 1))).offset();
                return true;
            } catch (BackendUnavailableException e) {
                return false;
            }
        });
        return told[0];
    }

    /** Waits until a listener was handed the event of a task. */
    static void awaitEvent(RecordingListener listener, String name) {
        await("the event of " + name, () -> names(listener).contains(name));
    }

    /** Returns whose events a listener was handed. */
    static List<String> names(RecordingListener listener) {
        return listener.events().stream()
                .map(event -> event.data().tree().get("id").asText())
                .toList();
    }

    static Jedis tool(TestRedis redis) {
        return new Jedis("127.0.0.1", redis.port(), (int) Sample.PATIENCE.toMillis());
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }
}
