package dev.maestro.server.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.RunningHub;
import dev.maestro.server.backend.redis.TestRedis;
import dev.maestro.server.isolation.Door;
import dev.maestro.server.isolation.Reply;
import dev.maestro.server.isolation.Request;
import dev.maestro.server.isolation.SocketIoClient;
import dev.maestro.server.metrics.Scraped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Some hubs over one Redis of their own. */
final class Nodes implements AutoCloseable {
    private static final String QUEUE = "maestro_pool_queue_tasks";
    private static final String BUSY = "maestro_pool_busy_threads";
    private static final Map<String, String> SETTINGS = Map.of(
            // A Redis that is late is not away.
            "redis.timeout", "30s",
            "redis.node-lease", "30s",
            "limits.requests-per-second", "100000",
            "limits.requests-burst", "100000",
            "limits.events-per-second", "100000",
            "limits.events-burst", "100000",
            "limits.connections-per-address", "10000");

    final TestRedis redis;
    private final List<RunningHub> hubs = new ArrayList<>();
    private final List<Door> doors = new ArrayList<>();
    private final List<SocketIoClient> clients = new ArrayList<>();

    private Nodes(TestRedis redis) {
        this.redis = redis;
    }

    /** Starts so many, with these settings over the usual ones. */
    static Nodes start(int count, Path folder, Map<String, String> settings) {
        try {
            Nodes nodes = new Nodes(TestRedis.start(Files.createDirectory(folder.resolve("redis"))));
            try {
                for (int i = 0; i < count; i++) {
                    nodes.add(settings);
                }
                return nodes;
            } catch (RuntimeException e) {
                nodes.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one more. */
    void add(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(SETTINGS);
        all.putAll(settings);
        all.put("redis-url", redis.url());
        RunningHub hub = RunningHub.start(all, Clock.systemUTC());
        hubs.add(hub);
        doors.add(new Door(hub.url()));
    }

    RunningHub hub(int node) {
        return hubs.get(node);
    }

    URI url(int node) {
        return hubs.get(node).url();
    }

    /** Returns the way into REST of one of them, whatever its number: they take turns. */
    Door door(int node) {
        return doors.get(node % doors.size());
    }

    /** Returns a client of a node, which ends with the nodes. */
    SocketIoClient client(int node, String namespace, String auth) {
        SocketIoClient client = SocketIoClient.connect(url(node), false, namespace, auth);
        clients.add(client);
        return client;
    }

    /** Waits until all that a node's clients began is done, also what none of them is told of. */
    void awaitQuiet(int node) {
        // A task that a thread just took is neither queued nor counted as busy: the second look sees it.
        Awaiting.until(() -> {
            boolean wasQuiet = isQuiet(node);
            return wasQuiet && isQuiet(node);
        });
    }

    private boolean isQuiet(int node) {
        Reply reply = door(node).send(Door.LOCAL, Request.of("GET", "/metrics"));
        Scraped scraped = Scraped.of(reply.body());
        Map<String, String> pool = Map.of("pool", "namespace");
        assertThat(scraped.of(QUEUE, pool)).as(reply.all()).hasSize(1);
        assertThat(scraped.of(BUSY, pool)).as(reply.all()).hasSize(1);
        return scraped.sum(QUEUE, pool) + scraped.sum(BUSY, pool) == 0;
    }

    @Override
    public void close() {
        clients.forEach(SocketIoClient::close);
        hubs.forEach(RunningHub::close);
        redis.close();
    }
}
