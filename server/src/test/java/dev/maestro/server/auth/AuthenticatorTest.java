package dev.maestro.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthenticatorTest {
    private final Authenticator authenticator =
            new Authenticator(OriginPolicy.withDefaultsAnd(List.of("https://hub.example.org")));

    @ParameterizedTest(name = "{0} {1} {2} {3} -> {4}")
    @CsvSource(
            nullValues = "-",
            value = {
                // peer,       Host,               Origin,                    another header,   local
                "127.0.0.1,    localhost:3000,     -,                         -,                true",
                "127.0.0.1,    127.0.0.1:3000,     http://localhost:5173,     -,                true",
                "127.0.0.1,    LOCALHOST,          tauri://localhost,         -,                true",
                "::1,          [::1]:3000,         -,                         -,                true",
                "127.0.0.1,    [::1],              https://hub.example.org,   -,                true",
                "192.168.1.9,  localhost:3000,     -,                         -,                false",
                "127.0.0.1,    evil.example.org,   -,                         -,                false",
                "127.0.0.1,    localhost.evil.org, -,                         -,                false",
                "127.0.0.1,    localhost:evil,     -,                         -,                false",
                "127.0.0.1,    -,                  -,                         -,                false",
                "127.0.0.1,    localhost:3000,     https://evil.example.org,  -,                false",
                "127.0.0.1,    localhost:3000,     null,                      -,                false",
                "127.0.0.1,    localhost:3000,     http://localhost:5173.evil.org, -,           false",
                "127.0.0.1,    localhost:3000,     -,                         X-Forwarded-For,  false",
                "127.0.0.1,    localhost:3000,     -,                         forwarded,        false",
                "127.0.0.1,    localhost:3000,     -,                         CF-Connecting-IP, false",
                "127.0.0.1,    localhost:3000,     -,                         Via,              false",
                "127.0.0.1,    localhost:3000,     -,                         X-Real-IP,        false",
                "127.0.0.1,    localhost:3000,     -,                         True-Client-IP,   false",
                "127.0.0.1,    localhost:3000,     -,                         X-Client-IP,      false",
                "127.0.0.1,    localhost:3000,     -,                         Fly-Client-IP,    false",
                "127.0.0.1,    localhost:3000,     -,                         CDN-Loop,         false",
                "127.0.0.1,    localhost:3000,     -,                         Ngrok-Trace-Id,   false",
                "127.0.0.1,    localhost:3000,     -,                         X-Original-Host,  false",
                "127.0.0.1,    localhost:3000,     -,                         Tailscale-User-Login, false",
                "127.0.0.1,    localhost:3000,     -,                         X-Envoy-External-Address, false",
                "127.0.0.1,    localhost:3000,     -,                         X-Amzn-Trace-Id,  false",
                "127.0.0.1,    localhost:3000,     -,                         X-Requested-With, true",
                "127.0.0.1,    localhost:3000,     -,                         X-Forwarded-Anything, false"
            })
    void isLocalOnlyWhenEverythingSaysSo(String peer, String host, String origin, String header, boolean local)
            throws UnknownHostException {
        ConnectionFacts facts = ConnectionFacts.of(
                InetAddress.getByName(peer),
                header == null ? List.of("Host") : List.of("Host", header),
                name -> switch (name) {
                    case "host" -> host;
                    case "origin" -> origin;
                    default -> null;
                });

        assertThat(authenticator.isLocal(facts)).isEqualTo(local);
    }

    @Test
    void theLocalPersonMaySeeEveryProject() {
        Principal principal = authenticator.authenticate(local(), Optional.empty());

        assertThat(principal).isEqualTo(Principal.LOCAL);
        assertThat(principal.maySee("proj_1")).isTrue();
    }

    @Test
    void aTokenThatDoesNotHoldIsRefusedEvenLocally() {
        assertThatThrownBy(() -> authenticator.authenticate(local(), Optional.of("x")))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED))
                .hasMessage("Invalid authentication token");
    }

    @Test
    void whoeverIsNotLocalNeedsAToken() {
        ConnectionFacts remote = new ConnectionFacts(InetAddress.getLoopbackAddress(), "localhost", null, true);

        assertThatThrownBy(() -> authenticator.authenticate(remote, Optional.empty()))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
    }

    @Test
    void aSessionTokenIsCheckedAsOneAndEveryOtherAsAUsers() {
        Principal agent = Principal.agent("sess_1", "proj_1");
        Principal user =
                new Principal(Principal.Kind.USER, "ada", null, ProjectAccess.to(Set.of()), Permission.usual(), null);
        Authenticator both = new Authenticator(
                OriginPolicy.withDefaultsAnd(List.of()),
                token -> user,
                token -> token.equals("mhs_good") ? Optional.of(agent) : Optional.empty(),
                TokenAttempts.UNLIMITED);

        assertThat(both.authenticate(local(), Optional.of("mhs_good"))).isEqualTo(agent);
        assertThat(both.authenticate(local(), Optional.of("eyJ"))).isEqualTo(user);
        assertThat(both.authenticate(local(), Optional.empty())).isEqualTo(Principal.LOCAL);
        assertThatThrownBy(() -> both.authenticate(local(), Optional.of("mhs_bad")))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED))
                .hasMessage("Invalid authentication token");
    }

    @Test
    void tokensThatDoNotHoldAreCountedAndThenNoneIsLookedAt() {
        AtomicInteger looked = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        TokenAttempts threeAtMost = new TokenAttempts() {
            @Override
            public void before(ConnectionFacts facts) {
                if (failed.get() >= 3) {
                    throw HubException.rateLimited("Rate limit exceeded", 1000);
                }
            }

            @Override
            public void failed(ConnectionFacts facts) {
                failed.incrementAndGet();
            }
        };
        Principal agent = Principal.agent("sess_1", "proj_1");
        Authenticator counting = new Authenticator(
                OriginPolicy.withDefaultsAnd(List.of()),
                TokenVerifier.NONE,
                token -> {
                    looked.incrementAndGet();
                    return token.equals("mhs_good") ? Optional.of(agent) : Optional.empty();
                },
                threeAtMost);
        ConnectionFacts remote = new ConnectionFacts(InetAddress.getLoopbackAddress(), "localhost", null, true);

        for (int i = 0; i < 3; i++) {
            assertThat(counting.authenticate(remote, Optional.of("mhs_good"))).isEqualTo(agent);
            assertThatThrownBy(() -> counting.authenticate(remote, Optional.of("mhs_bad")))
                    .hasMessage("Invalid authentication token");
        }
        assertThatThrownBy(() -> counting.authenticate(remote, Optional.of("mhs_good")))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMITED));
        assertThat(looked).hasValue(6);
        assertThat(counting.authenticate(local(), Optional.of("mhs_good"))).isEqualTo(agent);
        assertThat(counting.authenticate(local(), Optional.empty())).isEqualTo(Principal.LOCAL);
    }

    @Test
    void aTokenThatIsRememberedIsLookedAtWhateverOthersTry() {
        Principal user =
                new Principal(Principal.Kind.USER, "ada", null, ProjectAccess.to(Set.of()), Permission.usual(), null);
        TokenVerifier remembering = new TokenVerifier() {
            @Override
            public Principal verify(String token) {
                return user;
            }

            @Override
            public boolean remembers(String token) {
                return token.equals("known");
            }
        };
        TokenAttempts none = new TokenAttempts() {
            @Override
            public void before(ConnectionFacts facts) {
                throw HubException.rateLimited("Rate limit exceeded", 1000);
            }

            @Override
            public void failed(ConnectionFacts facts) {}
        };
        Authenticator limited = new Authenticator(
                OriginPolicy.withDefaultsAnd(List.of()), remembering, SessionTokenVerifier.NONE, none);
        ConnectionFacts remote = new ConnectionFacts(InetAddress.getLoopbackAddress(), "localhost", null, true);

        assertThat(limited.authenticate(remote, Optional.of("known"))).isEqualTo(user);
        assertThatThrownBy(() -> limited.authenticate(remote, Optional.of("new")))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMITED));
    }

    private static ConnectionFacts local() {
        return ConnectionFacts.of(
                InetAddress.getLoopbackAddress(), List.of("Host"), Map.of("host", "localhost:3000")::get);
    }
}
