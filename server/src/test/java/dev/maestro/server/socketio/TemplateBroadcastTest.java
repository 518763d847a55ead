package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.json.JsonBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Broadcasts to all namespaces of a template, those that pass somebody by, and those that only empty rooms. */
@ParameterizedClass
@EnumSource(NetworkLoops.class)
class TemplateBroadcastTest {
    private static final String PROJECTS = "/project/{name}";
    private static final String CHATS = "/chat/{name}";
    private static final long HEAD = 10;

    private final NetworkLoops network;
    private final LoggedRecovery recovery = new LoggedRecovery();
    private EngineFixture fixture;

    TemplateBroadcastTest(NetworkLoops network) {
        this.network = network;
    }

    @BeforeEach
    void start() {
        recovery.commit(Set.of(), (int) HEAD);
        Engine engine = Engine.of(EngineFixture.PATIENT, LoggedRecovery.position(HEAD), recovery);
        fixture = EngineFixture.of(engine, network, 2);
        fixture.serve(PROJECTS);
        fixture.serve(CHATS);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void everyNamespaceOfTheTemplateGetsItUnderItsOwnNameWhateverItsSpelling() throws Exception {
        List<String> namespaces = List.of("/project/a b", "/project/a%20b", "/project/renamed", "/project/{name}");
        try (Clients clients = new Clients(namespaces.size() * 2);
                RawClient elsewhere = RawClient.session(fixture.port());
                RawClient chatting = RawClient.session(fixture.port())) {
            for (int i = 0; i < clients.size(); i++) {
                enter(clients.get(i), namespaces.get(i / 2), "p1", "event:p1");
            }
            enter(elsewhere, "/project/other", "p2");
            enter(chatting, "/chat/a%20b", "p1");

            fixture.engine().broadcast(List.of(to(PROJECTS, Set.of("p1", "event:p1"), 1)));
            fixture.engine().broadcast(List.of(to(PROJECTS, Set.of("p2"), 2), to(CHATS, Set.of(), 3)));

            for (int i = 0; i < clients.size(); i++) {
                assertThat(clients.get(i).next()).isEqualTo("42" + namespaces.get(i / 2) + ",[\"n\",1]");
            }
            assertThat(elsewhere.next()).isEqualTo("42/project/other,[\"n\",2]");
            assertThat(chatting.next()).isEqualTo("42/chat/a%20b,[\"n\",3]");
        }
    }

    @Test
    void thoseInARowComeOnceAndInOrderBetweenOthers() throws Exception {
        try (RawClient one = RawClient.session(fixture.port());
                RawClient two = RawClient.session(fixture.port())) {
            enter(one, "/project/a", "p1");
            enter(two, "/project/b", "p1", "apart");
            List<Broadcast> broadcasts = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                broadcasts.add(i % 7 == 0 ? to("/project/a", Set.of("p1"), i) : to(PROJECTS, Set.of("p1"), i));
            }
            fixture.engine().broadcast(broadcasts);

            for (int i = 0; i < 300; i++) {
                assertThat(one.next()).isEqualTo("42/project/a,[\"n\"," + i + "]");
                if (i % 7 != 0) {
                    assertThat(two.next()).isEqualTo("42/project/b,[\"n\"," + i + "]");
                }
            }
        }
    }

    @Test
    void whoIsInARoomOfExceptionsIsPassedByAlsoWithinARow() throws Exception {
        try (RawClient one = RawClient.session(fixture.port());
                RawClient two = RawClient.session(fixture.port())) {
            enter(one, "/project/a", "p1", "again", "me");
            enter(two, "/project/a", "p1", "again");
            Set<String> rooms = Set.of("p1", "again");
            List<JsonBytes> args = List.of(JsonBytes.of(2));
            fixture.engine()
                    .broadcast(List.of(
                            to(PROJECTS, rooms, 1),
                            Broadcast.toOthers(PROJECTS, rooms, Set.of("me", "nobody"), "n", args),
                            Broadcast.toOthers("/project/a", Set.of(), Set.of("me"), "n", args),
                            new Broadcast(
                                    PROJECTS,
                                    Set.of("p1"),
                                    "n",
                                    args,
                                    Set.of(),
                                    Broadcast.NOT_OF_THE_FEED,
                                    Set.of("me"),
                                    true),
                            to(PROJECTS, rooms, 3)));

            assertThat(one.next()).isEqualTo("42/project/a,[\"n\",1]");
            assertThat(one.next()).isEqualTo("42/project/a,[\"n\",3]");
            for (int expected : List.of(1, 2, 2, 2, 3)) {
                assertThat(two.next()).isEqualTo("42/project/a,[\"n\"," + expected + "]");
            }
        }
    }

    @Test
    void whatIsHeldGoesAroundTheSnapshotUnderTheSocketsOwnName() throws Exception {
        try (RawClient client = RawClient.session(fixture.port())) {
            Socket socket = enter(client, "/project/a%20b", "p1");
            socket.holdBroadcasts();
            Broadcast first = recovery.commit(PROJECTS, Set.of("p1"), Set.of(), JsonBytes.of(0));
            Broadcast second = recovery.commit(PROJECTS, Set.of("p1"), Set.of(), JsonBytes.of(0));
            fixture.engine().broadcast(List.of(first, second), LoggedRecovery.position(HEAD + 2));
            socket.releaseBroadcasts(HEAD + 1, () -> socket.emit("snapshot", List.of()));

            assertThat(client.next()).isEqualTo("42/project/a%20b,[\"n\",11,0,\"o11\"]");
            assertThat(client.next()).isEqualTo("42/project/a%20b,[\"snapshot\"]");
            assertThat(client.next()).isEqualTo("42/project/a%20b,[\"n\",12,0,\"o12\"]");
        }
    }

    @Test
    void roomsAreEmptiedInEveryNamespaceWithAnEventOrWithout() throws Exception {
        try (RawClient one = RawClient.session(fixture.port());
                RawClient two = RawClient.session(fixture.port())) {
            enter(one, "/project/a", "p1", "kept");
            enter(two, "/project/b", "p2", "kept");
            fixture.engine()
                    .broadcast(List.of(
                            new Broadcast(
                                    PROJECTS,
                                    Set.of("p1"),
                                    "n",
                                    List.of(JsonBytes.of(1)),
                                    Set.of("p1", "p2"),
                                    HEAD + 1),
                            to(PROJECTS, Set.of("p1", "p2"), 2),
                            to(PROJECTS, Set.of("kept"), 3)));
            assertThat(one.next()).isEqualTo("42/project/a,[\"n\",1]");
            assertThat(one.next()).isEqualTo("42/project/a,[\"n\",3]");
            assertThat(two.next()).isEqualTo("42/project/b,[\"n\",3]");

            fixture.engine()
                    .broadcast(List.of(
                            to(PROJECTS, Set.of("kept"), 4),
                            Broadcast.emptying(PROJECTS, Set.of("kept"), HEAD + 2),
                            to(PROJECTS, Set.of("kept"), 5),
                            to(PROJECTS, Set.of(), 6)));
            for (RawClient client : List.of(one, two)) {
                assertThat(client.next()).endsWith("[\"n\",4]");
                assertThat(client.next()).endsWith("[\"n\",6]");
            }
        }
    }

    @Test
    void whatWasMissedIsReplayedUnderTheSocketsOwnName() throws Exception {
        String namespace = "/project/a%20b";
        String pid;
        try (RawClient client = RawClient.session(fixture.port())) {
            enter(client, namespace, "p1", "p2");
            pid = recovery.saved().keySet().iterator().next();
        }
        fixture.nextDisconnect();
        missed(recovery.commit(PROJECTS, Set.of("p1"), Set.of(), JsonBytes.of(0)));
        missed(recovery.commit(PROJECTS, Set.of("p3"), Set.of(), JsonBytes.of(0)));
        missed(recovery.commit(CHATS, Set.of("p1"), Set.of(), JsonBytes.of(0)));
        missed(recovery.commitEmptying(CHATS, Set.of("p1")));
        missed(recovery.commit(namespace, Set.of("p1"), Set.of(), JsonBytes.of(0)));
        missed(recovery.commitEmptying(PROJECTS, Set.of("p1")));
        missed(recovery.commit(PROJECTS, Set.of("p1"), Set.of(), JsonBytes.of(0)));
        missed(recovery.commit(PROJECTS, Set.of("p2"), Set.of(), JsonBytes.of(0)));
        try (RawClient again = RawClient.session(fixture.port())) {
            again.say("40" + namespace + ",{\"pid\":\"" + pid + "\"}");
            assertThat(again.next()).contains("\"pid\":\"" + pid + "\"");
            for (int sequence : List.of(11, 15, 18)) {
                assertThat(again.next())
                        .isEqualTo("42" + namespace + ",[\"n\"," + sequence + ",0,\"o" + sequence + "\"]");
            }
            assertThat(again.next()).startsWith("42" + namespace + ",[\"auth\"");
            assertThat(fixture.onlySocket().rooms()).containsExactly("p2");
        }
    }

    @Test
    void itIsEncodedOnceForEachNamespace() {
        EncodedBroadcast broadcast = new EncodedBroadcast(to(PROJECTS, Set.of(), 1), null, true);
        EncodedBroadcast one = broadcast.in("/project/a");
        EncodedBroadcast same = broadcast.in("/project/a");
        EncodedBroadcast other = broadcast.in("/project/b");

        assertThat(same).isSameAs(one);
        assertThat(other.message()).isNotSameAs(one.message());
        List.of(broadcast, one, same, other).forEach(EncodedBroadcast::release);
    }

    @Test
    void whatIsOfTheFeedPassesNobodyBy() {
        assertThatThrownBy(() -> new Broadcast("/", Set.of(), "n", List.of(), Set.of(), 1, Set.of("me"), false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Broadcast.emptying("/", Set.of(), 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private void missed(Broadcast broadcast) {
        fixture.engine().broadcast(List.of(broadcast), LoggedRecovery.position(recovery.head()));
    }

    private Socket enter(RawClient client, String namespace, String... rooms) throws InterruptedException {
        client.say("40" + namespace + ",");
        assertThat(client.next()).startsWith("40" + namespace + ",{\"sid\":");
        assertThat(client.next()).startsWith("42" + namespace + ",[\"auth\"");
        client.say("42" + namespace + ",7[\"join\",\"" + String.join("\",\"", rooms) + "\"]");
        assertThat(client.next()).isEqualTo("43" + namespace + ",7[" + rooms.length + "]");
        Socket socket = fixture.onlySocket();
        socket.saved().toCompletableFuture().join();
        return socket;
    }

    private static Broadcast to(String namespace, Set<String> rooms, int number) {
        return new Broadcast(namespace, rooms, "n", List.of(JsonBytes.of(number)), Broadcast.NOT_OF_THE_FEED);
    }

    /** Several clients that end together. */
    private final class Clients implements AutoCloseable {
        private final List<RawClient> clients = new ArrayList<>();

        Clients(int count) throws InterruptedException {
            for (int i = 0; i < count; i++) {
                clients.add(RawClient.session(fixture.port()));
            }
        }

        int size() {
            return clients.size();
        }

        RawClient get(int index) {
            return clients.get(index);
        }

        @Override
        public void close() {
            clients.forEach(RawClient::close);
        }
    }
}
