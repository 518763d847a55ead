package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.error.Goodbye;
import dev.maestro.server.edge.RunningEdge;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An upgrade whose WebSocket was accepted on another event loop than that of its session. */
class LoopChangeTest {
    private static final int LOOPS = 4;
    private static final int UPGRADES = 40;
    private static final int MESSAGES = 50;

    @ParameterizedTest
    @EnumSource(NetworkLoops.class)
    void whatIsSentAroundTheUpgradeArrivesInOrderBothWays(NetworkLoops network) throws Exception {
        try (EngineFixture fixture = EngineFixture.echoes(EngineFixture.PATIENT, network, LOOPS)) {
            for (int i = 0; i < UPGRADES; i++) {
                upgradeAndTalk(fixture.port(), false);
            }
            fixture.await(() -> fixture.engine().status().engineSessions() == 0);
            assertThat(fixture.engine().status().closes()).containsOnlyKeys(DisconnectReason.TRANSPORT_CLOSE);
        }
    }

    @ParameterizedTest
    @EnumSource(NetworkLoops.class)
    void framesThatComeWithTheRequestAreNotLostBehindTheEdge(NetworkLoops network) throws Exception {
        Engine engine = Engine.carrying(EngineFixture.PATIENT, EchoMessages::new);
        try (RunningEdge edge = RunningEdge.withEngine(network.group(LOOPS), network.channel(), engine::addHandlers)) {
            for (int i = 0; i < UPGRADES; i++) {
                upgradeAndTalk(edge.port(), true);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(NetworkLoops.class)
    void everySessionIsOnTheLoopOfItsWebSocket(NetworkLoops network) throws Exception {
        Set<Boolean> onItsLoop = ConcurrentHashMap.newKeySet();
        Engine engine = Engine.carrying(
                EngineFixture.PATIENT, session -> new LoopNoting(session, new EchoMessages(session), onItsLoop));
        try (EngineFixture fixture = EngineFixture.of(engine, network, LOOPS)) {
            for (int i = 0; i < 2 * LOOPS; i++) {
                upgradeAndTalk(fixture.port(), false);
            }
        }
        assertThat(onItsLoop).containsExactly(true);
    }

    @ParameterizedTest
    @EnumSource(NetworkLoops.class)
    void aClientThatGoesInTheMidstOfItLeavesNothing(NetworkLoops network) throws Exception {
        try (EngineFixture fixture = EngineFixture.echoes(EngineFixture.PATIENT, network, LOOPS)) {
            for (int i = 0; i < UPGRADES; i++) {
                try (WireClient polling = WireClient.to(fixture.port());
                        WireClient webSocket = WireClient.to(fixture.port())) {
                    String sid = polling.openPolling();
                    webSocket.askForUpgrade(sid);
                    webSocket.say("2probe");
                    webSocket.reset();
                    polling.post(sid, "1");
                }
            }
            fixture.await(() -> fixture.engine().status().engineSessions() == 0);
        }
    }

    /** Opens by polling, sends some there, upgrades, and sends the rest the moment the protocol allows it. */
    private static void upgradeAndTalk(int port, boolean atOnce) throws IOException {
        try (WireClient polling = WireClient.to(port);
                WireClient webSocket = WireClient.to(port)) {
            String sid = polling.openPolling();
            webSocket.askForUpgrade(sid);
            if (atOnce) {
                webSocket.say("2probe");
                webSocket.acceptUpgrade();
            } else {
                webSocket.acceptUpgrade();
                webSocket.say("2probe");
            }
            assertThat(webSocket.next()).isEqualTo("3probe");
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                sent.add("4" + i);
            }
            polling.post(sid, String.join("\u001e", sent.subList(0, MESSAGES / 2)));
            webSocket.say("5");
            for (String message : sent.subList(MESSAGES / 2, MESSAGES)) {
                webSocket.say(message);
            }
            List<String> heard = new ArrayList<>();
            while (heard.size() < MESSAGES) {
                heard.add(webSocket.next());
            }
            assertThat(heard).isEqualTo(sent);
        }
    }

    /** Notes for each message whether it came on the session's loop. */
    private record LoopNoting(EngineSession session, MessageHandler next, Set<Boolean> onItsLoop)
            implements MessageHandler {
        @Override
        public void text(String message) {
            onItsLoop.add(session.loop().inEventLoop());
            next.text(message);
        }

        @Override
        public void binary(byte[] message) {
            next.binary(message);
        }

        @Override
        public boolean goodbye(Goodbye goodbye) {
            return next.goodbye(goodbye);
        }

        @Override
        public boolean has(Predicate<Socket> claim) {
            return next.has(claim);
        }

        @Override
        public void closed(DisconnectReason reason) {
            next.closed(reason);
        }
    }
}
