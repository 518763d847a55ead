package dev.maestro.server.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.server.auth.token.RefusedTokenException.Rule;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class RemoteKeysTest {
    private final Fixture fixture = new Fixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aKeyThatIsNewIsFetchedWhenATokenNamesIt() {
        fixture.verifier.check(rs256("rsa"));
        assertThat(fixture.fetches).hasValue(1);

        fixture.jwks =
                TestKeys.jwks(List.of(TestKeys.rsaJwk("rsa", TestKeys.RSA), TestKeys.rsaJwk("next", TestKeys.RSA)));
        fixture.nanos.addAndGet(RemoteKeys.MIN_BETWEEN.toNanos());
        assertThat(fixture.verifier.check(rs256("next")).id()).isEqualTo("ada");
        assertThat(fixture.fetches).hasValue(2);
    }

    @Test
    void aStormOfMadeUpKeyIdsFetchesOnce() {
        fixture.verifier.check(rs256("rsa"));
        fixture.nanos.addAndGet(RemoteKeys.MIN_BETWEEN.toNanos());
        for (int i = 0; i < 1_000; i++) {
            assertRefused(rs256("made-up-" + i), Rule.KEY);
        }
        assertThat(fixture.fetches).hasValue(2);

        fixture.nanos.addAndGet(RemoteKeys.MIN_BETWEEN.toNanos() - 1);
        assertRefused(rs256("late"), Rule.KEY);
        assertThat(fixture.fetches).hasValue(2);
        fixture.nanos.addAndGet(1);
        assertRefused(rs256("later"), Rule.KEY);
        assertThat(fixture.fetches).hasValue(3);
    }

    @Test
    void onlyAFewThreadsWaitForASlowIssuerAndAllOthersAreAnsweredAtOnce() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        AtomicInteger fetches = new AtomicInteger();
        JwksSource slow = () -> {
            fetches.incrementAndGet();
            asked.countDown();
            answer.await();
            return List.of(VerificationKey.rsa("rsa", (RSAPublicKey) TestKeys.RSA.getPublic()));
        };
        ExecutorService threads = Executors.newFixedThreadPool(RemoteKeys.MAX_WAITING);
        try (RemoteKeys remote = new RemoteKeys(slow, Duration.ofSeconds(120), fixture.nanos::get)) {
            List<Future<KeySet>> waiting = IntStream.range(0, RemoteKeys.MAX_WAITING)
                    .mapToObj(i -> threads.submit(() -> remote.newerThan(KeySet.EMPTY)))
                    .toList();
            asked.await();
            awaitNoSeat(remote);
            for (int i = 0; i < 100; i++) {
                assertThat(remote.newerThan(KeySet.EMPTY)).isSameAs(KeySet.EMPTY);
            }
            answer.countDown();
            for (Future<KeySet> one : waiting) {
                assertThat(one.get(60, TimeUnit.SECONDS).size()).isEqualTo(1);
            }
            assertThat(fetches).hasValue(1);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void awaitNoSeat(RemoteKeys remote) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (remote.freeSeats() > 0) {
            assertThat(System.nanoTime()).as("the others wait in time").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @Test
    void whenAFetchFailsTheLastGoodKeysStay() {
        String token = rs256("rsa");
        fixture.verifier.check(token);
        KeySet good = fixture.remote.current();

        for (String broken : List.of("<html>", "{}", "{\"keys\":{}}", "{\"keys\":[", "[".repeat(10_000))) {
            fixture.jwks = broken;
            fixture.nanos.addAndGet(RemoteKeys.MIN_BETWEEN.toNanos());
            assertRefused(rs256("other"), Rule.KEY);
            assertThat(fixture.remote.current()).as(broken).isSameAs(good);
        }
        assertThat(fixture.fetches).hasValue(6);
        assertThat(fixture.verifier.check(token).id()).isEqualTo("ada");
        assertThat(fixture.verifier
                        .check(TestKeys.token("ES256", "ec", Fixture.CLAIMS, TestKeys.es256()))
                        .id())
                .isEqualTo("ada");
    }

    @Test
    void aKeyTheIssuerWithdrewIsDroppedAlsoForTokensThatWereVerifiedByIt() {
        String token = rs256("rsa");
        fixture.verifier.check(token);

        fixture.jwks = TestKeys.jwks(List.of(TestKeys.ecJwk("ec", TestKeys.EC)));
        fixture.nanos.addAndGet(RemoteKeys.MAX_AGE.toNanos());
        fixture.remote.look();
        fixture.remote.newerThan(fixture.remote.current());
        assertThat(fixture.fetches).hasValue(2);

        assertRefused(token, Rule.KEY);
    }

    @Test
    void theSameKeysFetchedAgainKeepWhatWasVerified() {
        fixture.verifier.check(rs256("rsa"));
        KeySet keys = fixture.remote.current();

        fixture.nanos.addAndGet(RemoteKeys.MAX_AGE.toNanos());
        fixture.remote.look();
        fixture.remote.newerThan(keys);
        assertThat(fixture.fetches).hasValue(2);

        assertThat(fixture.remote.current()).isSameAs(keys);
    }

    @Test
    void keysThatAreYoungAreNotFetchedAgain() {
        fixture.verifier.check(rs256("rsa"));
        fixture.nanos.addAndGet(RemoteKeys.MAX_AGE.toNanos() - 1);
        fixture.remote.look();

        assertThat(fixture.fetches).hasValue(1);
    }

    @Test
    void aFetchThatFailedIsTriedAgainAfterHalfAMinute() {
        fixture.jwks = "broken";
        fixture.remote.newerThan(KeySet.EMPTY);
        fixture.remote.look();
        assertThat(fixture.fetches).hasValue(1);

        fixture.jwks = TestKeys.jwks();
        fixture.nanos.addAndGet(RemoteKeys.MIN_BETWEEN.toNanos());
        fixture.remote.look();
        fixture.remote.newerThan(KeySet.EMPTY);
        assertThat(fixture.remote.current().size()).isEqualTo(3);
        assertThat(fixture.fetches).hasValue(2);
    }

    @Test
    void anIssuerThatIsAwayKeepsNobodyElseFromComing() {
        JwksSource away = () -> {
            throw new JwksException("connection refused");
        };
        try (RemoteKeys remote = RemoteKeys.open(away, Duration.ofSeconds(5))) {
            assertThat(remote.current().size()).isZero();
        }
        assertThat(fixture.verifier.check(Fixture.hs256(Fixture.CLAIMS)).id()).isEqualTo("ada");
        assertThat(fixture.fetches).as("a secret's tokens ask no issuer").hasValue(0);
    }

    @Test
    void aReaderThatBreaksChangesNothing() {
        JwksSource broken = () -> {
            throw new IllegalStateException("broken");
        };
        try (RemoteKeys remote = new RemoteKeys(broken, Duration.ofSeconds(60), fixture.nanos::get)) {
            assertThat(remote.newerThan(KeySet.EMPTY)).isSameAs(KeySet.EMPTY);
        }
    }

    @Test
    void keysThatAreClosedAreNotFetchedAgainAndStay() {
        fixture.verifier.check(rs256("rsa"));
        fixture.close();
        fixture.close();
        fixture.nanos.addAndGet(RemoteKeys.MAX_AGE.toNanos());

        assertRefused(rs256("other"), Rule.KEY);
        assertThat(fixture.verifier.check(rs256("rsa")).id()).isEqualTo("ada");
        assertThat(fixture.fetches).hasValue(1);
    }

    private static String rs256(String keyId) {
        return TestKeys.token("RS256", keyId, Fixture.CLAIMS, TestKeys.rs256());
    }

    private void assertRefused(String token, Rule rule) {
        assertThatThrownBy(() -> fixture.verifier.check(token))
                .isInstanceOfSatisfying(
                        RefusedTokenException.class, e -> assertThat(e.rule()).isEqualTo(rule));
    }
}
