package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.socketio.EngineStatus.TemplateStatus;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Namespaces of templates, over real sockets. */
class DynamicNamespacesTest {
    private static final String TEMPLATE = "/project/{name}";
    private static final int NAMES = 4;
    private static final int LIMIT = EngineFixture.PATIENT.maxDynamicNamespaces();

    /** As fast as it likes. */
    private static final EngineConfig.Connects MANY = new EngineConfig.Connects(1_000_000, Duration.ofMillis(1), 8);

    private final Engine engine = Engine.of(EngineFixture.PATIENT.with(MANY));
    private final EngineFixture fixture = EngineFixture.of(engine, 4);
    private final Queue<NamespaceInstance> made = new ConcurrentLinkedQueue<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void anInstanceIsMadeForTheFirstAndSharedByAllUntilTheLastLeaves() throws Exception {
        engine.namespaces(TEMPLATE, this::instance);
        try (RawClient one = RawClient.session(fixture.port());
                RawClient two = RawClient.session(fixture.port())) {
            enter(one, "/project/a%20b");
            enter(two, "/project/a%20b");
            assertThat(made).containsExactly(new NamespaceInstance(TEMPLATE, "/project/a%20b", Map.of("name", "a b")));
            assertThat(engine.status().templates()).isEqualTo(Map.of(TEMPLATE, new TemplateStatus(1, 2)));
            one.say("41/project/a%20b,");
            fixture.await(() -> engine.status().templates().equals(Map.of(TEMPLATE, new TemplateStatus(1, 1))));
            enter(one, "/project/a%20b");
            assertThat(made).hasSize(1);
            two.say("1");
            one.say("41/project/a%20b,");
            fixture.await(this::noInstances);
            assertThat(engine.status("/project/a%20b")).isEmpty();
            enter(one, "/project/a%20b");
            assertThat(made).hasSize(2);
        }
        fixture.await(this::noInstances);
    }

    @Test
    void anInstanceIsDroppedWhenEverybodyWhoAskedWasRefused() throws Exception {
        engine.namespaces(TEMPLATE, this::instance);
        try (RawClient client = RawClient.session(fixture.port())) {
            client.say("40/project/a,{\"token\":\"no\"}");
            assertThat(client.next()).isEqualTo("44/project/a,{\"message\":\"no\"}");
            fixture.await(this::noInstances);
            assertThat(made).hasSize(1);
        }
    }

    @Test
    void namesWinOverTemplatesAndTheFirstTemplateOverTheNext() throws Exception {
        engine.namespaces("/{kind}/a", this::instance);
        engine.namespaces(TEMPLATE, this::instance);
        engine.namespace(
                "/project/static", new EchoNamespace(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>()));
        try (RawClient client = RawClient.session(fixture.port())) {
            enter(client, "/project/static");
            assertThat(client.next()).startsWith("42/project/static,[\"auth\"");
            enter(client, "/project/a");
            enter(client, "/project/b");
            assertThat(made.stream().map(NamespaceInstance::template)).containsExactly("/{kind}/a", TEMPLATE);
            for (String unknown : List.of("/project/", "/projects/b", "/project/a/b", "/project/%zz")) {
                client.say("40" + unknown + ",");
                assertThat(client.next()).isEqualTo("44" + unknown + ",{\"message\":\"Invalid namespace\"}");
            }
        }
        assertThatThrownBy(() -> engine.namespaces(TEMPLATE, this::instance))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(TEMPLATE);
    }

    @Test
    void oneTooManyIsRefusedUntilThereIsRoom() throws Exception {
        engine.namespaces(TEMPLATE, this::instance);
        engine.namespaces("/chat/{name}", this::instance);
        try (RawClient client = RawClient.session(fixture.port());
                RawClient other = RawClient.session(fixture.port())) {
            for (int i = 0; i < LIMIT; i++) {
                enter(client, "/project/" + i);
            }
            other.say("40/chat/late,");
            assertThat(other.next())
                    .isEqualTo(
                            "44/chat/late,{\"message\":\"Too many namespaces\",\"data\":{\"code\":\"unavailable\"}}");
            enter(other, "/project/0");
            client.say("41/project/7,");
            fixture.await(() -> engine.status("/project/7").isEmpty());
            enter(other, "/chat/late");
        }
    }

    @Test
    void oneClientCannotTakeThePlacesOfAll() throws Exception {
        Engine roomy = Engine.of(EngineConfig.STANDARD.with(MANY));
        roomy.namespaces(TEMPLATE, this::instance);
        EngineFixture server = EngineFixture.of(roomy, 1);
        try (RawClient greedy = RawClient.session(server.port());
                RawClient other = RawClient.session(server.port())) {
            for (int i = 0; i < 1_000; i++) {
                enter(greedy, "/project/" + i);
            }
            greedy.say("40/project/more,");
            assertThat(greedy.next()).startsWith("44/project/more,{\"message\":\"Too many namespaces\"");
            enter(other, "/project/more");
            greedy.say("41/project/1,");
            enter(greedy, "/project/more");
        } finally {
            server.close();
        }
    }

    @Test
    void whatCannotBeMadeIsRefusedAndTriedAgain() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        engine.namespaces(TEMPLATE, instance -> {
            if (attempts.incrementAndGet() == 1) {
                throw new IllegalStateException("cannot be made, on purpose");
            }
            return instance(instance);
        });
        try (RawClient client = RawClient.session(fixture.port())) {
            client.say("40/project/a,");
            assertThat(client.next()).startsWith("44/project/a,{\"message\":\"internal error, reference ");
            fixture.await(this::noInstances);
            enter(client, "/project/a");
        }
    }

    @Test
    void whoAsksWhileTheInstanceIsBeingMadeGetsThatOne() throws Exception {
        CompletableFuture<Void> making = new CompletableFuture<>();
        CompletableFuture<Void> mayGoOn = new CompletableFuture<>();
        engine.namespaces(TEMPLATE, instance -> {
            making.complete(null);
            mayGoOn.orTimeout(60, TimeUnit.SECONDS).join();
            return instance(instance);
        });
        // Clients come to the loops in turn, so the two are on different ones.
        try (RawClient one = RawClient.session(fixture.port());
                RawClient two = RawClient.session(fixture.port())) {
            one.say("40/project/a,");
            making.get(60, TimeUnit.SECONDS);
            two.say("40/project/a,");
            two.say("40/nowhere,");
            assertThat(two.next()).startsWith("44/nowhere,");
            mayGoOn.complete(null);
            assertThat(one.next()).startsWith("40/project/a,{\"sid\":");
            assertThat(two.next()).startsWith("40/project/a,{\"sid\":");
            assertThat(made).hasSize(1);
        }
    }

    @Test
    void aBroadcastReachesItsInstanceOnly() throws Exception {
        engine.namespaces(TEMPLATE, this::instance);
        try (RawClient one = RawClient.session(fixture.port());
                RawClient two = RawClient.session(fixture.port())) {
            enter(one, "/project/a");
            enter(two, "/project/b");
            engine.broadcast(List.of(news("/project/a"), news("/project/b"), news("/project/none")));
            assertThat(one.next()).isEqualTo("42/project/a,[\"news\",\"/project/a\"]");
            assertThat(two.next()).isEqualTo("42/project/b,[\"news\",\"/project/b\"]");
        }
    }

    @Test
    void nobodyIsEverInADroppedInstanceWhateverManyClientsDoAtOnce() throws Exception {
        Map<String, RecordingInstance> newest = new ConcurrentHashMap<>();
        AtomicInteger count = new AtomicInteger();
        engine.namespaces(TEMPLATE, instance -> {
            count.incrementAndGet();
            RecordingInstance next = new RecordingInstance(instance, faults);
            RecordingInstance before = newest.put(instance.name(), next);
            if (before != null) {
                before.replaced();
            }
            return next;
        });
        int clients = 8;
        ExecutorService people = Executors.newFixedThreadPool(clients);
        try {
            List<Future<?>> visits = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                Random random = new Random(i);
                visits.add(people.submit(() -> visit(random)));
            }
            for (Future<?> visit : visits) {
                visit.get(60, TimeUnit.SECONDS);
            }
        } finally {
            people.shutdownNow();
        }
        fixture.await(this::noInstances);
        assertThat(faults).isEmpty();
        assertThat(count).as("some were dropped and made again").hasValueGreaterThan(NAMES);
    }

    @Test
    void aHundredThousandThatCameAndWentLeaveNothing() throws Exception {
        List<WeakReference<NamespaceHandler>> handlers = Collections.synchronizedList(new ArrayList<>());
        engine.namespaces(TEMPLATE, instance -> {
            NamespaceHandler handler = new RecordingInstance(instance, faults);
            handlers.add(new WeakReference<>(handler));
            return handler;
        });
        try (FrameStream client = FrameStream.open(fixture.port(), "Invalid namespace")) {
            for (int i = 1; i <= 100_000; i++) {
                client.say("40/project/" + i + ",");
                client.say("41/project/" + i + ",");
                if (i % 1_000 == 0) {
                    client.say("40/none,");
                    client.awaitWanted();
                }
            }
        }
        assertThat(noInstances()).isTrue();
        assertThat(handlers).hasSize(100_000);
        fixture.await(() -> {
            System.gc();
            return handlers.stream().allMatch(handler -> handler.get() == null);
        });
    }

    private Void visit(Random random) throws InterruptedException {
        for (int session = 0; session < 6; session++) {
            try (RawClient client = RawClient.session(fixture.port())) {
                for (int i = 0; i < 50; i++) {
                    String name = "/project/" + random.nextInt(NAMES);
                    String token = List.of("yes", "later", "no").get(random.nextInt(3));
                    client.say("40" + name + ",{\"token\":\"" + token + "\"}");
                    boolean in = client.next().startsWith("40");
                    if (in != !token.equals("no")) {
                        faults.add(token + " was answered wrongly");
                    }
                    if (in) {
                        client.say("42" + name + ",[\"hello\"]");
                        client.say("41" + name + ",");
                    }
                }
                // Leaves by its connection, while it is asking.
                client.say("40/project/0,{\"token\":\"later\"}");
            }
        }
        return null;
    }

    private NamespaceHandler instance(NamespaceInstance instance) {
        made.add(instance);
        return new RecordingInstance(instance, faults);
    }

    private boolean noInstances() {
        return engine.status().templates().equals(Map.of(TEMPLATE, new TemplateStatus(0, 0)));
    }

    private static void enter(RawClient client, String namespace) throws InterruptedException {
        client.say("40" + namespace + ",");
        assertThat(client.next()).startsWith("40" + namespace + ",{\"sid\":");
    }

    private static Broadcast news(String namespace) {
        return new Broadcast(namespace, Set.of(), "news", List.of(JsonBytes.of(namespace)), Broadcast.NOT_OF_THE_FEED);
    }
}
