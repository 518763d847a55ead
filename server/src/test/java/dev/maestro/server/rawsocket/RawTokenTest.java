package dev.maestro.server.rawsocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.auth.Authenticator;
import dev.maestro.server.auth.OriginPolicy;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.ProjectAccess;
import dev.maestro.server.auth.SessionTokenVerifier;
import dev.maestro.server.auth.TokenAttempts;
import dev.maestro.server.auth.TokenEnd;
import dev.maestro.server.edge.RunningEdge;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of the plain WebSockets of every family when their tokens end. */
@ParameterizedClass
@EnumSource(Guest.class)
class RawTokenTest {
    private static final Instant END = Instant.parse("2020-02-06T01:30:00.000Z");
    private static final Instant LATER = END.plus(Duration.ofDays(1));

    /** Their users and when they end, by the tokens. */
    private static final Map<String, Principal> TOKENS = Map.of(
            "ended", user("ada", END),
            "fresh", user("ada", LATER),
            "another's", user("bob", LATER));

    private final Guest family;

    RawTokenTest(Guest family) {
        this.family = family;
    }

    private static Principal user(String id, Instant end) {
        return new Principal(Principal.Kind.USER, id, null, ProjectAccess.to(Set.of("p")), Permission.usual(), end);
    }

    @Test
    void whoBringsNoOtherIsToldAndPutOut() throws Exception {
        try (RunningEdge edge = edge(Clock.systemUTC(), Duration.ofMillis(20))) {
            Listener client = Listener.at(edge.port(), family.path() + "?token=ended");
            assertThat(told(client, "auth:expired").at("/data/expiresAt").asLong())
                    .isEqualTo(END.toEpochMilli());
            assertThat(client.closeReason()).isEqualTo("4004 auth_expired");
            assertThat(edge.rawSockets().count()).isZero();
        }
    }

    @Test
    void whoBringsAnotherOfTheSameUserStays() throws Exception {
        try (RunningEdge edge = edge(Clock.fixed(END, ZoneOffset.UTC), Duration.ofMinutes(10))) {
            Listener client = Listener.at(edge.port(), family.path() + "?token=ended");
            told(client, "auth:expired");
            JsonNode refusal = told(client.say(refresh("another's")), "validation_error");
            assertThat(refusal.toString()).contains("\"code\":\"forbidden\"").doesNotContain("another's\"");
            JsonNode taken = told(client.say(refresh("fresh")), "auth:refreshed");
            assertThat(taken.toString()).contains("\"success\":true", "\"expiresAt\":" + LATER.toEpochMilli());
            RawMessage own = new RawMessage(family.family(), "p", true, Set.of(), bytes(1));
            RawMessage others = new RawMessage(family.family(), "q", true, Set.of(), bytes(2));
            edge.rawSockets().publish(List.of(others, own));
            assertThat(client.text()).isEqualTo("1");
        }
    }

    private static JsonBytes bytes(int n) {
        return JsonBytes.of(n);
    }

    private static String refresh(String token) {
        return "{\"type\":\"auth:refresh\",\"token\":\"" + token + "\"}";
    }

    /** Returns the next message but for a greeting, which must be of this type. */
    private JsonNode told(Listener client, String type) throws Exception {
        JsonNode message = client.json();
        if (message.path("type").asText().equals("connected")) {
            message = client.json();
        }
        assertThat(message.path("type").asText()).isEqualTo(type);
        return message;
    }

    private static RunningEdge edge(Clock clock, Duration grace) {
        Authenticator authenticator = new Authenticator(
                OriginPolicy.withDefaultsAnd(List.of()),
                token -> TOKENS.getOrDefault(token, Principal.LOCAL),
                SessionTokenVerifier.NONE,
                TokenAttempts.UNLIMITED);
        return RunningEdge.withLogin(
                new Login(authenticator, Runnable::run, new TokenEnd.Rules(Duration.ofMinutes(1), grace), clock));
    }
}
