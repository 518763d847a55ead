package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.server.edge.RawClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The ports of a hub, all of which are the hub. */
class ListenersTest {
    private static final String POLLING = "/socket.io/?EIO=4&transport=polling";

    @Test
    void everyPortIsTheWholeHubAndAllAreClosedTogether() {
        List<Integer> ports;
        try (RunningHub hub = RunningHub.start(Map.of("portal.port", "0", "brain.port", "0"))) {
            ports = List.of(hub.port("port"), hub.port("portal.port"), hub.port("brain.port"));
            assertThat(ports)
                    .doesNotHaveDuplicates()
                    .first()
                    .isEqualTo(hub.url().getPort());
            for (int port : ports) {
                try (RawClient client = RawClient.to(port)) {
                    assertThat(client.get("/").response().body()).contains("Maestro Hub is running");
                    assertThat(client.get(POLLING).response().body()).startsWith("0{");
                    assertThat(client.get("/healthz").response().status()).isEqualTo(200);
                    for (int own : ports) {
                        assertThat(status(client, "http://localhost:" + own)).isEqualTo(200);
                        assertThat(status(client, "http://127.0.0.1:" + own)).isEqualTo(200);
                    }
                    assertThat(status(client, "http://evil.example:" + port)).isEqualTo(403);
                    assertThat(status(client, "https://localhost:" + port)).isEqualTo(403);
                    client.send("GET / HTTP/1.1\r\nHost: evil.example:" + port + "\r\n\r\n");
                    assertThat(client.response().status()).isEqualTo(421);
                }
            }
        }
        assertThat(ports).allSatisfy(ListenersTest::assertClosed);
    }

    private static int status(RawClient client, String origin) {
        return client.get("/healthz", "Origin: " + origin).response().status();
    }

    @Test
    void aPortThatIsTakenStopsTheStartAndLeavesNoOtherOpen() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int free = Ports.next();
            for (String setting : List.of("portal.port", "brain.port")) {
                Map<String, String> settings = Map.of("port", text(free), setting, text(taken.getLocalPort()));
                assertThatThrownBy(() -> RunningHub.start(settings))
                        .isInstanceOf(HubStartException.class)
                        .hasMessageStartingWith(
                                setting + ": cannot listen on 127.0.0.1 port " + taken.getLocalPort() + ": ");
                assertClosed(free);
            }
            assertThatThrownBy(() -> RunningHub.start(Map.of("port", text(free), "brain.port", text(free))))
                    .hasMessageStartingWith("brain.port: cannot listen on ");
            assertThatThrownBy(() -> RunningHub.start(Map.of("port", text(taken.getLocalPort()))))
                    .hasMessageStartingWith("port: cannot listen on ");
        }
    }

    private static String text(int port) {
        return Integer.toString(port);
    }

    private static void assertClosed(int port) {
        assertThatThrownBy(() -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
                    }
                })
                .isInstanceOf(ConnectException.class);
    }
}
