package dev.maestro.server.socketio.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.corundumstudio.socketio.AckCallback;
import com.corundumstudio.socketio.AuthTokenResult;
import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.listener.MultiTypeEventListener;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.socketio.Engine;
import dev.maestro.server.socketio.EngineConfig;
import dev.maestro.server.socketio.RawClient;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass(name = "epoll: {0}")
@ValueSource(booleans = {true, false})
class SocketIoPortTest {
    private final boolean epoll;

    private final ExecutorService auth = Executors.newFixedThreadPool(2);
    private final BlockingQueue<Boolean> loops = new LinkedBlockingQueue<>();
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private Engine engine;
    private SocketIoPort port;
    private HubNamespace namespace;
    private InetSocketAddress address;

    SocketIoPortTest(boolean epoll) {
        this.epoll = epoll;
    }

    @BeforeEach
    void startPort() {
        engine = Engine.of(EngineConfig.STANDARD);
        port = SocketIoPort.of(
                "127.0.0.1",
                0,
                engine,
                auth,
                pipeline -> {
                    loops.add(pipeline.channel().eventLoop() instanceof IoEventLoop loop
                            && loop.isIoType(EpollIoHandler.class));
                    pipeline.addLast(new HttpServerCodec());
                    engine.addHandlers(pipeline);
                },
                epoll);
        namespace = port.namespace("/");
        address = port.start();
    }

    @AfterEach
    void stopPort() {
        port.stop();
        auth.shutdownNow();
    }

    @Test
    void authListenersAreAskedEvenWithoutAPayload() throws Exception {
        namespace.addAuthTokenListener((token, client) -> {
            seen.add(token.toString());
            client.set("who", "tester");
            return AuthTokenResult.AuthTokenResultSuccess;
        });
        namespace.addConnectListener(client -> seen.add(client.<String>get("who") + client.getSessionId()));
        try (RawClient client = RawClient.session(address.getPort())) {
            String sid = client.join();
            assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("{}");
            assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("tester" + sid);
            assertThat(namespace.getAllClients()).hasSize(1);
        }
    }

    @Test
    void whoIsRefusedIsNowhere() throws Exception {
        namespace.addAuthTokenListener(
                (token, client) -> switch (((JsonNode) token).path("how").asText()) {
                    case "text" -> new AuthTokenResult(false, "Invalid token");
                    case "map" -> new AuthTokenResult(false, Map.of("message", "no", "data", Map.of("code", "x")));
                    case "hub" -> throw HubException.of(ErrorCode.FORBIDDEN, "not here");
                    default -> throw new RejectedExecutionException("planted");
                });
        namespace.addConnectListener(seen::add);
        try (RawClient client = RawClient.session(address.getPort())) {
            client.say("40{\"how\":\"text\"}");
            assertThat(client.next()).isEqualTo("44{\"message\":\"Invalid token\"}");
            client.say("40{\"how\":\"map\"}");
            assertThat(client.next()).isEqualTo("44{\"message\":\"no\",\"data\":{\"code\":\"x\"}}");
            client.say("40{\"how\":\"hub\"}");
            assertThat(client.next()).isEqualTo("44{\"message\":\"not here\",\"data\":{\"code\":\"forbidden\"}}");
            client.say("40");
            assertThat(client.next()).startsWith("44{\"message\":\"internal error, reference ");
            namespace.getBroadcastOperations().sendEvent("secret", "x");
            client.say("42[\"event\"]");
            assertThat(client.closing()).isEqualTo("closed 1002");
        }
        assertThat(seen).isEmpty();
        assertThat(namespace.getAllClients()).isEmpty();
    }

    @Test
    void aFullAuthExecutorIsSaidSo() throws Exception {
        auth.shutdown();
        try (RawClient client = RawClient.session(address.getPort())) {
            client.say("40");
            assertThat(client.next())
                    .isEqualTo("44{\"message\":\"the hub is busy, try again\",\"data\":{\"code\":\"unavailable\"}}");
        }
    }

    @Test
    void argumentsComeAsTheListenersWantThem() throws Exception {
        namespace.addEventListener(
                "point", Point.class, (client, point, ack) -> ack.sendAckData(point.x(), "and more"));
        namespace.addMultiTypeEventListener("raw", (MultiTypeEventListener)
                (client, args, ack) -> ack.sendAckData(args.getArgs().toString(), args.size()));
        namespace.addEventListener("none", Void.class, (client, nothing, ack) -> ack.sendAckData(ack.isAckRequested()));
        namespace.addEventListener("bytes", byte[].class, (client, bytes, ack) -> ack.sendAckData((Object) bytes));
        try (RawClient client = RawClient.session(address.getPort())) {
            client.join();
            client.say("421[\"point\",{\"x\":3}]");
            assertThat(client.next()).isEqualTo("431[3,\"and more\"]");
            client.say("422[\"point\",{\"x\":\"three\"}]");
            assertThat(client.next())
                    .isEqualTo(
                            "432[{\"success\":false,\"error\":\"x: missing or of the wrong type\",\"code\":\"invalid\","
                                    + "\"details\":[{\"path\":\"/x\",\"message\":\"missing or of the wrong type\"}]}]");
            client.say("423[\"point\",{\"x\":1,\"y\":2}]");
            assertThat(client.next()).contains("\"path\":\"/y\",\"message\":\"unknown field\"");
            client.say("424[\"raw\",1,{\"a\":[]},null]");
            assertThat(client.next()).isEqualTo("434[\"[1, {\\\"a\\\":[]}, null]\",3]");
            client.say("425[\"none\"]");
            assertThat(client.next()).isEqualTo("435[true]");
            client.say("451-6[\"bytes\",{\"_placeholder\":true,\"num\":0}]");
            client.say(new byte[] {1, 2});
            assertThat(client.next()).isEqualTo("461-6[{\"_placeholder\":true,\"num\":0}]");
            assertThat(client.next()).isEqualTo("[1, 2]");
        }
    }

    @Test
    void unknownEventsAreRefusedOrGoToTheFallback() throws Exception {
        try (RawClient client = RawClient.session(address.getPort())) {
            client.join();
            client.say("421[\"nobody\",1]");
            assertThat(client.next())
                    .isEqualTo("431[{\"success\":false,\"error\":\"unknown event: nobody\",\"code\":\"invalid\"}]");
            namespace.setUnknownEventListener((who, name, args, ack) -> ack.sendAckData(name, args));
            client.say("422[\"nobody\",1]");
            assertThat(client.next()).isEqualTo("432[\"nobody\",[1]]");
        }
    }

    @Test
    void anAckMayComeFromAnyThreadAndOnlyOnce() throws Exception {
        namespace.addEventListener(
                "later",
                Void.class,
                (client, nothing, ack) -> auth.execute(() -> {
                    ack.sendAckData(JsonBytes.of(1), JsonBytes.of("two"));
                    ack.sendAckData("late");
                    client.sendEvent("after");
                }));
        try (RawClient client = RawClient.session(address.getPort())) {
            client.join();
            client.say("429[\"later\"]");
            assertThat(client.next()).isEqualTo("439[1,\"two\"]");
            assertThat(client.next()).isEqualTo("42[\"after\"]");
        }
    }

    @Test
    void listenersWriteRoomsBroadcastsAndAcksAgainstTheLibrary() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        namespace.addEventListener("go", String.class, (client, room, ack) -> {
            client.joinRooms(Set.of(room, "all"));
            client.leaveRoom("never");
            seen.add(client.getAllRooms().size() + ":" + client.getCurrentRoomSize(room));
            client.sendEvent(
                    "question",
                    new AckCallback<>(String.class, 300) {
                        @Override
                        public void onSuccess(String result) {
                            answer.complete(result);
                        }
                    },
                    "ready?");
        });
        try (RawClient one = RawClient.session(address.getPort());
                RawClient two = RawClient.session(address.getPort())) {
            String first = one.join();
            two.join();
            one.say("42[\"go\",\"x\"]");
            assertThat(one.next()).isEqualTo("420[\"question\",\"ready?\"]");
            one.say("430[\"yes\"]");
            assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo("yes");
            assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("2:1");
            assertThat(namespace.getRoomClients("x")).hasSize(1);
            namespace.getRoomOperations("x", "all").sendEvent("news", 1);
            assertThat(one.next()).isEqualTo("42[\"news\",1]");
            SocketIOClient client = namespace.getClient(UUID.fromString(first));
            namespace.getBroadcastOperations().sendEvent("others", client, new byte[] {5});
            assertThat(two.next()).isEqualTo("451-[\"others\",{\"_placeholder\":true,\"num\":0}]");
            assertThat(two.next()).isEqualTo("[5]");
            namespace.getBroadcastOperations().sendEvent("end");
            assertThat(one.next()).isEqualTo("42[\"end\"]");
            assertThat(two.next()).isEqualTo("42[\"end\"]");
        }
    }

    @Test
    void aDisconnectIsToldWithItsReason() throws Exception {
        namespace.addDisconnectListener(
                client -> seen.add(((HubClient) client).disconnectReason().orElseThrow()));
        try (RawClient client = RawClient.session(address.getPort())) {
            client.join();
            client.say("41");
            assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo(DisconnectReason.CLIENT_LEFT);
            client.join();
            namespace.getAllClients().forEach(SocketIOClient::disconnect);
            assertThat(client.next()).startsWith("42[\"server:goodbye\",{\"code\":\"put_out\",");
            assertThat(client.next()).isEqualTo("41");
            assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo(DisconnectReason.SERVER_LEFT);
            client.join();
        }
        assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo(DisconnectReason.TRANSPORT_CLOSE);
    }

    @Test
    void whatTheLibraryKeepsToItselfIsSaidSo() {
        assertThatThrownBy(() -> namespace.addPongListener(client -> {}))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("heartbeats");
    }

    @Test
    void connectionsAreServedByTheLoopsThatWereChosen() throws Exception {
        try (RawClient client = RawClient.session(address.getPort())) {
            client.join();
        }
        assertThat(loops.poll(60, TimeUnit.SECONDS)).isEqualTo(epoll);
    }

    @Test
    void aTakenPortIsNamed() {
        SocketIoPort second = SocketIoPort.of("127.0.0.1", address.getPort(), engine, auth, pipeline -> {});
        assertThatThrownBy(second::start)
                .isInstanceOf(PortUnavailableException.class)
                .hasMessageContaining("127.0.0.1")
                .hasMessageContaining(Integer.toString(address.getPort()));
    }

    record Point(int x) {}
}
