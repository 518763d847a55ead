package dev.maestro.server.rawsocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.edge.RunningEdge;
import dev.maestro.server.limit.Bans;
import dev.maestro.server.limit.GateRules;
import dev.maestro.server.limit.Gates;
import dev.maestro.server.limit.MovableNanos;
import dev.maestro.server.limit.Rate;
import dev.maestro.server.limit.SocketLimits;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a raw WebSocket may say in which time. */
class RawLimitsTest {
    private static final String PING = "{\"type\":\"ping\"}";

    private final MovableNanos time = new MovableNanos();
    private final Bans bans = new Bans(Duration.ofMinutes(5), time);
    private final SocketLimits limits =
            new SocketLimits(new Gates(new GateRules(Rate.perSecond(10, 20), Duration.ofSeconds(10), bans), time), 2);
    private final RunningEdge edge = RunningEdge.withSocketLimits(limits);

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void whatIsTooMuchIsRefusedAndOthersAreServed() throws Exception {
        Listener eager = Listener.at(edge.port(), "/");
        Listener calm = Listener.at(edge.port(), "/");
        for (int i = 0; i < 25; i++) {
            eager.say(PING);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(eager.json().path("type").asText()).isEqualTo("pong");
        }
        for (int i = 0; i < 5; i++) {
            JsonNode refusal = eager.json();
            assertThat(refusal.path("type").asText()).isEqualTo("rate_limited");
            assertThat(refusal.path("event").asText()).isEqualTo("rate_limited");
            assertThat(refusal.path("success").asBoolean(true)).isFalse();
            assertThat(refusal.path("message").asText()).isEqualTo("Rate limit exceeded");
            assertThat(refusal.path("code").asText()).isEqualTo("rate_limited");
            assertThat(refusal.path("retry_after").asLong()).isEqualTo(100);
        }
        assertThat(calm.say(PING).json().path("type").asText()).isEqualTo("pong");
        time.advance(Duration.ofMillis(100));
        assertThat(eager.say(PING).json().path("type").asText()).isEqualTo("pong");
    }

    @Test
    void loopOfTheLocalPersonIsPutOutAloneAndMayComeBack() throws Exception {
        Listener loop = Listener.at(edge.port(), "/");
        Listener other = Listener.at(edge.port(), "/");
        int pongs = 0;
        for (int i = 0; i < 1000; i++) {
            JsonNode answer = loop.say(PING).json();
            pongs += answer.path("type").asText().equals("pong") ? 1 : 0;
            if (answer.path("retry_after").asLong() > 200_000) {
                break;
            }
            time.advance(Duration.ofMillis(20));
        }

        assertThat(loop.closeReason()).isEqualTo("1008 rate_limited");
        assertThat(pongs).isBetween(100, 150);
        assertThat(other.say(PING).json().path("type").asText()).isEqualTo("pong");
        assertThat(Listener.at(edge.port(), "/").say(PING).json().path("type").asText())
                .isEqualTo("pong");
    }

    @Test
    void usersHaveSoManySocketsAndNoneWhileTheyAreBanned() {
        Principal agent = Principal.agent("sess_1", "proj_1");
        RawPass first = RawPass.of(limits, agent);
        RawPass second = RawPass.of(limits, agent);

        assertRateLimited(agent);
        for (int i = 0; i < 5; i++) {
            RawPass.of(limits, Principal.LOCAL).close();
        }
        first.close();
        second.close();
        RawPass.of(limits, agent).close();
        bans.ban(agent.key());
        assertRateLimited(agent);
    }

    private void assertRateLimited(Principal principal) {
        assertThatThrownBy(() -> RawPass.of(limits, principal))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMITED));
    }
}
