package dev.maestro.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.Authenticator;
import dev.maestro.server.auth.OriginPolicy;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.SessionTokenVerifier;
import dev.maestro.server.auth.TokenAttempts;
import dev.maestro.server.auth.TokenVerifier;
import dev.maestro.server.limit.Bans;
import dev.maestro.server.limit.GateRules;
import dev.maestro.server.limit.Gates;
import dev.maestro.server.limit.MovableNanos;
import dev.maestro.server.limit.Rate;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many requests one may send, and what who sends more is told. */
class RequestLimitTest {
    private final MovableNanos time = new MovableNanos();
    private final Bans bans = new Bans(Duration.ofMinutes(5), time);
    private final Gates gates = new Gates(new GateRules(Rate.perSecond(2, 5), Duration.ofSeconds(10), bans), time);
    private final RestClient rest = RestClient.startFor(
            new Authenticator(
                    OriginPolicy.withDefaultsAnd(List.of()),
                    TokenVerifier.NONE,
                    token -> Optional.of(
                            Principal.agent(token.substring(SessionTokenVerifier.PREFIX.length()), "proj_1")),
                    TokenAttempts.UNLIMITED),
            gates);

    @AfterEach
    void stop() {
        rest.close();
    }

    @Test
    void oneTooManyIsToldWhenToComeBackAndOthersAreServed() {
        for (int i = 0; i < 5; i++) {
            assertThat(get("ann").statusCode()).isEqualTo(200);
        }

        HttpResponse<String> refused = get("ann");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        JsonNode problem = RestClient.parse(refused.body());
        assertThat(problem.path("code").asText()).isEqualTo("rate_limited");
        assertThat(problem.path("retry_after").asLong()).isEqualTo(500);
        assertThat(problem.path("status").asInt()).isEqualTo(429);
        assertThat(get("bob").statusCode()).isEqualTo(200);

        time.advance(Duration.ofMillis(500));
        assertThat(get("ann").statusCode()).isEqualTo(200);
        assertThat(get("ann").statusCode()).isEqualTo(429);
    }

    @Test
    void whoGoesOnIsBannedAndToldForHowLong() {
        for (int i = 0; i < 120; i++) {
            assertThat(get("ann").statusCode()).isIn(200, 429);
            time.advance(Duration.ofMillis(100));
        }

        HttpResponse<String> refused = get("ann");
        assertThat(refused.statusCode()).isEqualTo(429);
        long left = RestClient.parse(refused.body()).path("retry_after").asLong();
        assertThat(left).isBetween(290_000L, 300_000L);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue(Long.toString((left + 999) / 1000));
        assertThat(get("bob").statusCode()).isEqualTo(200);
        time.advance(Duration.ofMinutes(5));
        assertThat(get("ann").statusCode()).isEqualTo(200);
    }

    @Test
    void thePersonAtThisMachineIsNotLimited() {
        for (int i = 0; i < 50; i++) {
            assertThat(rest.get("/api/projects").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void retryAfterIsWholeSecondsRoundedUp() {
        try (RestClient broken = RestClient.startBroken(() -> {
            throw HubException.rateLimited("Rate limit exceeded", 2001);
        })) {
            HttpResponse<String> refused = broken.get("/ws-status");

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("3");
            assertThat(RestClient.parse(refused.body()).path("retry_after").asLong())
                    .isEqualTo(2001);
        }
    }

    private HttpResponse<String> get(String session) {
        return rest.request("GET", "/api/projects")
                .header("Authorization", "Bearer " + SessionTokenVerifier.PREFIX + session)
                .header("X-Forwarded-For", "203.0.113.9")
                .send();
    }
}
