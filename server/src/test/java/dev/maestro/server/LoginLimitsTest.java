package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.ConnectionFacts;
import dev.maestro.server.limit.Guesses;
import dev.maestro.server.limit.MovableNanos;
import dev.maestro.server.limit.Rate;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoginLimitsTest {
    private final MovableNanos time = new MovableNanos();
    private final LoginLimits limits = new LoginLimits(
            new Guesses(Rate.of(6, Duration.ofMinutes(1), 3), time),
            new Guesses(Rate.of(60, Duration.ofMinutes(1), 30), time));

    @Test
    void oneAddressDoesNotCostAnother() throws UnknownHostException {
        ConnectionFacts one = from("203.0.113.9", "203.0.113.9");
        fail(one, 3);

        assertThatThrownBy(() -> limits.before(one)).isInstanceOf(HubException.class);
        assertThatCode(() -> limits.before(from("203.0.113.8", "203.0.113.8"))).doesNotThrowAnyException();
        assertThatCode(() -> limits.before(from("127.0.0.1", "127.0.0.1"))).doesNotThrowAnyException();
    }

    @Test
    void trustedProxysClientsAreToldApart() throws UnknownHostException {
        fail(from("10.0.0.1", "203.0.113.9"), 3);

        assertThatThrownBy(() -> limits.before(from("10.0.0.1", "203.0.113.9"))).isInstanceOf(HubException.class);
        assertThatCode(() -> limits.before(from("10.0.0.1", "203.0.113.8"))).doesNotThrowAnyException();
    }

    @Test
    void tunnelThatIsNotKnownHasAWiderLimitForAllBehindIt() throws UnknownHostException {
        ConnectionFacts tunnel = from("127.0.0.1", "127.0.0.1");
        fail(tunnel, 29);
        assertThatCode(() -> limits.before(tunnel)).doesNotThrowAnyException();
        fail(from("::1", "::1"), 1);

        assertThatThrownBy(() -> limits.before(tunnel)).isInstanceOf(HubException.class);
        time.advance(Duration.ofSeconds(1));
        assertThatCode(() -> limits.before(tunnel)).doesNotThrowAnyException();
    }

    private void fail(ConnectionFacts facts, int times) {
        for (int i = 0; i < times; i++) {
            limits.before(facts);
            limits.failed(facts);
        }
    }

    private static ConnectionFacts from(String peer, String client) throws UnknownHostException {
        return new ConnectionFacts(InetAddress.getByName(peer), InetAddress.getByName(client), "localhost", null, true);
    }
}
