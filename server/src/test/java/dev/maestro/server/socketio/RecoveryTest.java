package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.json.JsonBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sockets that come back, over a log that the test writes. */
class RecoveryTest {
    private static final long HEAD = 10;

    private final LoggedRecovery recovery = new LoggedRecovery();
    private EngineFixture fixture;

    @BeforeEach
    void start() {
        recovery.commit(Set.of(), (int) HEAD);
        fixture = EngineFixture.recovering(EngineFixture.PATIENT, LoggedRecovery.position(HEAD), recovery);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void hasItsIdAndRoomsAgainAndHearsWhatItMissed() throws Exception {
        Ids ids = connectJoinAndDrop("room", "other");
        recovery.commit(Set.of("room"), 2);
        recovery.commit(Set.of("elsewhere"), 9);
        recovery.commit(Set.of("other", "room"), 1);
        recovery.commit(Set.of(), 1);
        broadcastAll();
        try (RawClient again = RawClient.session(fixture.port())) {
            assertThat(again(again, ids, null)).isEqualTo(ids);
            assertThat(missed(again)).containsExactly(11L, 12L, 22L, 23L);
            assertThat(fixture.onlySocket().recovered()).isTrue();
            broadcast("room");
            assertThat(sequence(again.next())).isEqualTo(24);
        }
    }

    @Test
    void hearsNothingItMissedOfARoomItIsPutOutOfWhenItComesBack() throws Exception {
        Ids ids = connectJoinAndDrop("room", "other");
        recovery.commit(Set.of("room"), 2);
        recovery.commit(Set.of("other"), 1);
        broadcastAll();
        try (RawClient again = RawClient.session(fixture.port())) {
            again.say("40{\"pid\":\"" + ids.pid() + "\",\"who\":\"me\",\"lost\":\"room\"}");
            assertThat(again.next()).startsWith("40");
            assertThat(missed(again)).containsExactly(13L);
        }
    }

    @Test
    void goesOnAfterTheOffsetItHad() throws Exception {
        Ids ids = connectJoinAndDrop("room");
        recovery.commit(Set.of("room"), 3);
        broadcastAll();
        try (RawClient again = RawClient.session(fixture.port())) {
            assertThat(again(again, ids, "o12")).isEqualTo(ids);
            assertThat(missed(again)).containsExactly(13L);
        }
    }

    @Test
    void hearsNothingOfARoomFromBeforeItWasInIt() throws Exception {
        Ids ids;
        try (RawClient client = RawClient.session(fixture.port())) {
            ids = join(client);
            broadcast("room");
            settle();
            joinRooms(client, "room");
            broadcast("room");
            assertThat(sequence(client.next())).isEqualTo(12);
        }
        fixture.nextDisconnect();
        try (RawClient again = RawClient.session(fixture.port())) {
            again(again, ids, null);
            assertThat(missed(again)).containsExactly(12L);
        }
    }

    @Test
    void anOffsetOfAnEarlierConnectionCountsForNothing() throws Exception {
        Ids ids = connectJoinAndDrop("room");
        recovery.trim(HEAD);
        try (RawClient again = RawClient.session(fixture.port())) {
            assertThat(again(again, ids, "o3")).isEqualTo(ids);
        }
    }

    @Test
    void afreshWhenNobodyKnowsItAnyMore() throws Exception {
        Ids ids = connectJoinAndDrop("room");
        recovery.saved().clear();
        assertAfresh(ids, "{\"pid\":\"" + ids.pid() + "\",\"who\":\"me\"}");
    }

    @Test
    void afreshForSomebodyElse() throws Exception {
        Ids ids = connectJoinAndDrop("room");
        assertAfresh(ids, "{\"pid\":\"" + ids.pid() + "\",\"who\":\"you\"}");
    }

    @Test
    void afreshWhenWhatItMissedIsGone() throws Exception {
        Ids ids = connectJoinAndDrop("room");
        recovery.commit(Set.of("room"), 3);
        recovery.trim(HEAD + 2);
        assertAfresh(ids, "{\"pid\":\"" + ids.pid() + "\",\"who\":\"me\"}");
    }

    @Test
    void afreshWithAnOffsetThatWasNeverGiven() throws Exception {
        Ids ids = connectJoinAndDrop("room");
        assertAfresh(ids, "{\"pid\":\"" + ids.pid() + "\",\"who\":\"me\",\"offset\":\"o999\"}");
    }

    @Test
    void afreshWhenItsAccessIsGone() throws Exception {
        Ids ids = connectJoinAndDrop("room");
        assertAfresh(ids, "{\"pid\":\"" + ids.pid() + "\",\"who\":\"me\",\"barred\":true}");
    }

    @Test
    void afreshInAnotherNamespace() throws Exception {
        Ids ids = connectJoinAndDrop("room");
        try (RawClient client = RawClient.session(fixture.port())) {
            client.say("40/custom,{\"pid\":\"" + ids.pid() + "\",\"who\":\"me\"}");
            JsonNode answer = Json.mapper().readTree(client.next().substring("40/custom,".length()));
            assertThat(answer.path("sid").textValue()).isNotEqualTo(ids.sid());
            assertThat(answer.path("pid").textValue()).isNotEqualTo(ids.pid());
        }
    }

    @Test
    void afreshAfterItLeftByItself() throws Exception {
        Ids ids;
        try (RawClient client = RawClient.session(fixture.port())) {
            ids = join(client);
            client.say("41");
            assertThat(fixture.nextDisconnect()).isEqualTo(DisconnectReason.CLIENT_LEFT);
        }
        assertAfresh(ids, "{\"pid\":\"" + ids.pid() + "\",\"who\":\"me\"}");
    }

    @Test
    void refusedAgainWhenItsMiddlewareRefuses() throws Exception {
        Ids ids = connectJoinAndDrop("room");
        try (RawClient client = RawClient.session(fixture.port())) {
            client.say("40{\"pid\":\"" + ids.pid() + "\",\"who\":\"me\",\"refuse\":true}");
            assertThat(client.next()).startsWith("44{\"message\":\"refused\"");
        }
    }

    @Test
    void takesOverFromItsOwnDeadConnection() throws Exception {
        try (RawClient dead = RawClient.session(fixture.port());
                RawClient again = RawClient.session(fixture.port())) {
            Ids ids = join(dead);
            joinRooms(dead, "room");
            Broadcast unheard = recovery.commit(Set.of("room"), Set.of());
            assertThat(again(again, ids, null)).isEqualTo(ids);
            assertThat(fixture.nextDisconnect()).isEqualTo(DisconnectReason.TRANSPORT_CLOSE);
            assertThat(missed(again)).containsExactly(11L);
            fixture.engine().broadcast(List.of(unheard), LoggedRecovery.position(11));
            broadcast("room");
            assertThat(sequence(again.next())).isEqualTo(12);
            assertThat(recovery.isGone(ids.pid())).isFalse();
        }
    }

    @Test
    void nobodyElseEndsItsConnection() throws Exception {
        try (RawClient owner = RawClient.session(fixture.port());
                RawClient thief = RawClient.session(fixture.port())) {
            Ids ids = join(owner);
            joinRooms(owner, "room");
            thief.say("40{\"pid\":\"" + ids.pid() + "\",\"who\":\"you\"}");
            assertThat(ids(thief.next())).isNotEqualTo(ids);
            broadcast("room");
            assertThat(sequence(owner.next())).isEqualTo(11);
        }
    }

    @Test
    void whatIsBroadcastWhileItCatchesUpComesOnceAndInOrder() throws Exception {
        Ids ids = connectJoinAndDrop("room");
        recovery.commit(Set.of("room"), 300);
        long before = recovery.head();
        try (RawClient again = RawClient.session(fixture.port())) {
            // The loop is told of them one by one, while the socket reads the log.
            Thread feed = new Thread(() -> {
                broadcastAll();
                for (int i = 0; i < 300; i++) {
                    broadcast("room");
                }
            });
            feed.start();
            again(again, ids, null);
            long expected = HEAD + 1;
            while (expected <= before + 300) {
                String heard = again.next();
                if (heard.startsWith("42[\"n\"")) {
                    assertThat(sequence(heard)).isEqualTo(expected);
                    expected++;
                }
            }
            feed.join();
        }
    }

    @Test
    void eventsSentWhileItCatchesUpFindItLive() throws Exception {
        Ids ids = connectJoinAndDrop("room");
        recovery.commit(Set.of("room"), 100);
        broadcastAll();
        try (RawClient again = RawClient.session(fixture.port())) {
            assertThat(again(again, ids, null)).isEqualTo(ids);
            again.say("42[\"message\",\"hello\"]");
            assertThat(missed(again)).hasSize(100);
            assertThat(again.next()).isEqualTo("42[\"message-back\",\"hello\"]");
        }
    }

    @Test
    void leavesTheRoomsOfWhatWasDeletedMeanwhile() throws Exception {
        Ids ids = connectJoinAndDrop("room");
        recovery.commit(Set.of("room"), 1);
        recovery.commit(Set.of("room"), Set.of("room"));
        recovery.commit(Set.of("room"), 1);
        broadcastAll();
        try (RawClient again = RawClient.session(fixture.port())) {
            again(again, ids, null);
            assertThat(missed(again)).containsExactly(11L, 12L);
            assertThat(fixture.onlySocket().rooms()).isEmpty();
        }
    }

    @Test
    void closedWhenTheLogIsTrimmedUnderIt() throws Exception {
        Ids ids = connectJoinAndDrop("room");
        recovery.commit(Set.of("room"), 100);
        recovery.loseAfter(HEAD + 8);
        broadcastAll();
        try (RawClient again = RawClient.session(fixture.port())) {
            again(again, ids, null);
            String heard = again.next();
            while (heard.startsWith("42")) {
                heard = again.next();
            }
            assertThat(heard).isEqualTo("closed " + DisconnectReason.RESYNC.code());
            assertThat(recovery.saved()).doesNotContainKey(ids.pid());
        }
    }

    @Test
    void moreThanTheHighWaterMarkIsStreamed() throws Exception {
        Ids ids = connectJoinAndDrop("room");
        JsonBytes large = JsonBytes.of("x".repeat(100_000));
        for (int i = 0; i < 100; i++) {
            recovery.commit(Set.of("room"), Set.of(), large);
        }
        broadcastAll();
        try (RawClient again = RawClient.session(fixture.port())) {
            again(again, ids, null);
            assertThat(missed(again)).hasSize(100).isSorted();
        }
    }

    @Test
    void comesBackOverPolling() throws Exception {
        Ids ids = connectJoinAndDrop("room");
        recovery.commit(Set.of("room"), 20);
        broadcastAll();
        String open = fixture.get("EIO=4&transport=polling");
        String sid = Json.mapper().readTree(open.substring(1)).path("sid").textValue();
        String session = "EIO=4&transport=polling&sid=" + sid;
        fixture.post(session, "40{\"who\":\"me\",\"pid\":\"" + ids.pid() + "\",\"offset\":\"o12\"}");
        List<String> heard = new ArrayList<>();
        while (heard.isEmpty() || !heard.get(heard.size() - 1).startsWith("42[\"auth\"")) {
            heard.addAll(List.of(fixture.get(session).split("\u001e")));
        }
        assertThat(ids(heard.get(0))).isEqualTo(ids);
        assertThat(heard.subList(1, heard.size() - 1)).hasSize(18);
        assertThat(sequence(heard.get(1))).isEqualTo(13);
    }

    @Test
    void keepsItsRoomsWhenItEndsInTheTurnInWhichTheyChanged() throws Exception {
        try (RawClient client = RawClient.session(fixture.port())) {
            Ids ids = join(client);
            joinRooms(client, "a", "b");
            Socket socket = fixture.onlySocket();
            socket.execute(() -> {
                socket.leave(Set.of("a"));
                socket.session().close(DisconnectReason.SLOW_CONSUMER);
            });
            fixture.nextDisconnect();
            assertThat(recovery.isGone(ids.pid())).isTrue();
            assertThat(recovery.saved()).hasEntrySatisfying(ids.pid(), saved -> assertThat(saved.rooms())
                    .containsOnlyKeys("b"));
        }
    }

    @Test
    void whileOneClaimsASocketNobodyElseGetsIt() throws Exception {
        Ids ids = connectJoinAndDrop("room");
        CompletableFuture<Void> held = recovery.holdFinding();
        try (RawClient first = RawClient.session(fixture.port());
                RawClient second = RawClient.session(fixture.port());
                RawClient third = RawClient.session(fixture.port())) {
            String claim = "40{\"who\":\"me\",\"pid\":\"" + ids.pid() + "\"}";
            first.say(claim);
            fixture.settle();
            fixture.await(() -> held.getNumberOfDependents() == 1);
            for (RawClient late : List.of(second, third)) {
                late.say(claim);
                assertThat(ids(late.next())).isNotEqualTo(ids);
            }
            held.complete(null);
            assertThat(ids(first.next())).isEqualTo(ids);
        }
    }

    @Test
    void aDisconnectDoesNotOvertakeWhatWasSaidBefore() throws Exception {
        Ids ids = connectJoinAndDrop("room");
        recovery.commit(Set.of("room"), 200);
        broadcastAll();
        try (RawClient again = RawClient.session(fixture.port())) {
            assertThat(again(again, ids, null)).isEqualTo(ids);
            again.say("42[\"message\",\"last words\"]");
            again.say("41");
            assertThat(missed(again)).hasSize(200);
            assertThat(again.next()).isEqualTo("42[\"message-back\",\"last words\"]");
            assertThat(fixture.nextDisconnect()).isEqualTo(DisconnectReason.CLIENT_LEFT);
        }
    }

    @Test
    void roomsAreKeptWhenSavedSaysSo() throws Exception {
        try (RawClient client = RawClient.session(fixture.port())) {
            Ids ids = join(client);
            Socket socket = fixture.onlySocket();
            socket.join(List.of("a", "b"));
            socket.leave(Set.of("a"));
            socket.saved().toCompletableFuture().join();
            assertThat(recovery.saved()).hasEntrySatisfying(ids.pid(), saved -> assertThat(saved.rooms())
                    .containsOnlyKeys("b"));
        }
    }

    private record Ids(String sid, String pid) {}

    private Ids connectJoinAndDrop(String... rooms) throws Exception {
        try (RawClient client = RawClient.session(fixture.port())) {
            Ids ids = join(client);
            joinRooms(client, rooms);
            fixture.onlySocket();
            client.close();
            fixture.nextDisconnect();
            assertThat(recovery.isGone(ids.pid())).isTrue();
            return ids;
        }
    }

    private void assertAfresh(Ids ids, String auth) throws Exception {
        try (RawClient client = RawClient.session(fixture.port())) {
            client.say("40" + auth);
            Ids now = ids(client.next());
            assertThat(now.sid()).isNotEqualTo(ids.sid());
            assertThat(now.pid()).isNotEqualTo(ids.pid());
            assertThat(client.next()).startsWith("42[\"auth\"");
            Socket socket = fixture.onlySocket();
            assertThat(socket.recovered()).isFalse();
            assertThat(socket.rooms()).isEmpty();
        }
    }

    private static Ids join(RawClient client) throws Exception {
        client.say("40{\"who\":\"me\"}");
        Ids ids = ids(client.next());
        assertThat(client.next()).startsWith("42[\"auth\"");
        return ids;
    }

    private static void joinRooms(RawClient client, String... rooms) throws Exception {
        client.say("427[\"join\",\"" + String.join("\",\"", rooms) + "\"]");
        assertThat(client.next()).isEqualTo("437[" + rooms.length + "]");
    }

    private static Ids again(RawClient client, Ids ids, @Nullable String offset) throws Exception {
        String told = offset == null ? "" : ",\"offset\":\"" + offset + "\"";
        client.say("40{\"who\":\"me\",\"pid\":\"" + ids.pid() + "\"" + told + "}");
        return ids(client.next());
    }

    private static Ids ids(String connect) throws Exception {
        JsonNode data = Json.mapper().readTree(connect.substring(2));
        return new Ids(data.path("sid").textValue(), data.path("pid").textValue());
    }

    /** Reads what comes until the namespace greets the socket, which it does once it is live. */
    private static List<Long> missed(RawClient client) throws Exception {
        List<Long> sequences = new ArrayList<>();
        for (String heard = client.next(); !heard.startsWith("42[\"auth\""); heard = client.next()) {
            sequences.add(sequence(heard));
        }
        return sequences;
    }

    private static long sequence(String event) throws Exception {
        assertThat(event).startsWith("42[\"n\",");
        return Json.mapper().readTree(event.substring(2)).path(1).longValue();
    }

    private void broadcast(String room) {
        Broadcast broadcast = recovery.commit(Set.of(room), Set.of());
        fixture.engine().broadcast(List.of(broadcast), LoggedRecovery.position(broadcast.sequence()));
    }

    /** Tells the engine of everything in the log, as a feed does that nobody was there to hear. */
    private void broadcastAll() {
        fixture.engine().broadcast(List.of(), LoggedRecovery.position(recovery.head()));
    }

    private void settle() throws InterruptedException {
        fixture.settle();
    }
}
