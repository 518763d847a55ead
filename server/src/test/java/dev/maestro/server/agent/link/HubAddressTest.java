package dev.maestro.server.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubAddressTest {
    @Test
    void keepsAPathAndSpeaksTlsWhereItIsAsked() {
        HubAddress hub = HubAddress.parse(" https://example.org:8443/maestro// ");
        assertThat(hub).hasToString("https://example.org:8443/maestro");
        assertThat(hub.at("/api/projects")).hasToString("https://example.org:8443/maestro/api/projects");
        assertThat(hub.webSocket()).hasToString("wss://example.org:8443/maestro/socket.io/?EIO=4&transport=websocket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost", "http://LOCALHOST:1", "http://127.9.9.9", "http://[::1]:3"})
    void knowsThisMachine(String text) {
        assertThat(HubAddress.parse(text).loopback()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a.localhost",
                "http://[::2]",
                "http://127.example.org",
                "http://localhost.example.org",
                "http://10.0.0.1"
            })
    void takesNoOtherForIt(String text) {
        assertThat(HubAddress.parse(text).loopback()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost:3000", "ftp://a", "http://", "http://u:p@a", "http://a b", "ws://a"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> HubAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no address of a hub");
    }
}
