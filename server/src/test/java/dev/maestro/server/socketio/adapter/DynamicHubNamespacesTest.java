package dev.maestro.server.socketio.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.corundumstudio.socketio.AuthTokenResult;
import dev.maestro.server.socketio.Engine;
import dev.maestro.server.socketio.EngineConfig;
import dev.maestro.server.socketio.EngineStatus.TemplateStatus;
import dev.maestro.server.socketio.RawClient;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Namespaces of a template behind netty-socketio's API. */
class DynamicHubNamespacesTest {
    private static final String TEMPLATE = "/project/{name}";

    private final Engine engine = Engine.of(EngineConfig.STANDARD);
    private final ExecutorService auth = Executors.newSingleThreadExecutor();
    private final SocketIoPort port = SocketIoPort.of("127.0.0.1", 0, engine, auth, pipeline -> {
        pipeline.addLast(new HttpServerCodec());
        engine.addHandlers(pipeline);
    });
    private final BlockingQueue<HubNamespace> made = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> left = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        port.stop();
        auth.shutdown();
    }

    @Test
    void eachIsANamespaceOfItsOwnWithItsParameters() throws Exception {
        port.namespaces(TEMPLATE, this::configure);
        int number = port.start().getPort();
        try (RawClient one = RawClient.session(number);
                RawClient two = RawClient.session(number)) {
            one.say("40/project/a%2Fb,");
            assertThat(one.next()).startsWith("40/project/a%2Fb,{\"sid\":");
            HubNamespace first = made.remove();
            assertThat(first.getName()).isEqualTo("/project/a%2Fb");
            assertThat(first.parameter("name")).isEqualTo("a/b");
            assertThatThrownBy(() -> first.parameter("id"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("id");
            two.say("40/project/c,");
            assertThat(two.next()).startsWith("40/project/c,{\"sid\":");
            HubNamespace second = made.remove();
            one.say("42/project/a%2Fb,1[\"where\",\"room\"]");
            assertThat(one.next()).isEqualTo("43/project/a%2Fb,1[\"a/b\",1]");
            first.getBroadcastOperations().sendEvent("news", 1);
            second.getBroadcastOperations().sendEvent("news", 2);
            assertThat(one.next()).isEqualTo("42/project/a%2Fb,[\"news\",1]");
            assertThat(two.next()).isEqualTo("42/project/c,[\"news\",2]");
            assertThat(first.getRooms()).containsExactly("room");
            assertThat(second.getAllClients()).hasSize(1);
            one.say("41/project/a%2Fb,");
            assertThat(left.poll(60, TimeUnit.SECONDS)).isEqualTo("a/b");
            one.say("40/project/a%2Fb,");
            assertThat(one.next()).startsWith("40/project/a%2Fb,{\"sid\":");
            assertThat(made.remove()).isNotSameAs(first);
            assertThat(first.getAllClients()).isEmpty();
            assertThat(engine.status().templates()).isEqualTo(Map.of(TEMPLATE, new TemplateStatus(2, 2)));
        }
    }

    private void configure(HubNamespace namespace) {
        made.add(namespace);
        String name = namespace.parameter("name");
        namespace.addAuthTokenListener((token, client) -> AuthTokenResult.AuthTokenResultSuccess);
        namespace.addEventListener("where", String.class, (client, room, ack) -> {
            client.joinRoom(room);
            ack.sendAckData(name, client.getCurrentRoomSize(room));
        });
        namespace.addDisconnectListener(client -> left.add(name));
    }
}
