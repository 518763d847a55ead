package dev.maestro.server.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.json.JsonBytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a {@link Registry} promises. */
abstract class RegistryPromises {
    private static final Duration TIME = Duration.ofSeconds(30);
    private static final Duration MOMENT = Duration.ofMillis(1);

    private Backend backend;
    private Leases leases;
    private Registry here;
    /** Of another node, where the store can have several. */
    private Registry there;

    abstract BackendContract contract();

    @BeforeEach
    void open() {
        backend = contract().open();
        leases = backend.leases();
        here = backend.registry();
        there = contract().openSecond(backend).registry();
    }

    @Test
    void whatIsClaimedIsReadEverywhere() {
        Lease lease = take("node");
        assertThat(here.claim(lease, "terminals", "s1", value(1), null)).isEqualTo(new Registry.Claim(true, null));

        Registry.Entry entry = new Registry.Entry("s1", lease, value(1));
        assertThat(there.find("terminals", "s1")).contains(entry);
        assertThat(there.list("terminals")).containsExactly(entry);
        assertThat(there.find("terminals", "s2")).isEmpty();
        assertThat(there.find("other", "s1")).isEmpty();
        assertThat(there.list("other")).isEmpty();
    }

    @Test
    void aListIsByName() {
        Lease one = take("one");
        Lease two = take("two");
        for (int i = 99; i >= 10; i--) {
            claimed(i % 2 == 0 ? one : two, "n" + i, i);
        }
        claimed(one, "é", 1);

        List<Registry.Entry> entries = there.list("space");
        assertThat(entries).hasSize(91).extracting(Registry.Entry::name).isSorted();
        assertThat(entries.get(0)).isEqualTo(new Registry.Entry("n10", one, value(10)));
    }

    @Test
    void anEntryHasOneHolder() {
        Lease one = take("one");
        Lease two = take("two");
        claimed(one, "a", 1);

        Registry.Claim refused = there.claim(two, "space", "a", value(2), null);
        assertThat(refused.won()).isFalse();
        assertThat(refused.other()).isEqualTo(new Registry.Entry("a", one, value(1)));
        assertThat(here.find("space", "a")).contains(new Registry.Entry("a", one, value(1)));
    }

    @Test
    void whoHasAnEntryMayClaimItAgain() {
        Lease one = take("one");
        claimed(one, "a", 1);
        claimed(one, "a", 2);

        assertThat(there.list("space")).containsExactly(new Registry.Entry("a", one, value(2)));
    }

    @Test
    void anEntryIsTakenOverFromWhomTheClaimerMeans() {
        Lease one = take("one");
        Lease two = take("two");
        Lease three = take("three");
        claimed(one, "a", 1);
        Lease other = new Lease(one.name(), one.token() - 1);

        assertThat(there.claim(two, "space", "a", value(2), three).won()).isFalse();
        assertThat(there.claim(two, "space", "a", value(2), other).won()).isFalse();
        assertThat(there.claim(two, "space", "a", value(2), one).won()).isTrue();
        assertThat(here.find("space", "a")).contains(new Registry.Entry("a", two, value(2)));
        assertThat(here.put(one, "space", "a", value(3))).isFalse();
        // The former holder's end is none of the entry's business any more.
        leases.release(one);
        assertThat(here.find("space", "a")).contains(new Registry.Entry("a", two, value(2)));
    }

    @Test
    void of32WhoClaimAnEntryAtOnceOneGetsIt() throws Exception {
        for (int round = 0; round < 10; round++) {
            Lease before = take("before" + round);
            String name = "n" + round;
            claimed(before, name, 0);
            if (round % 2 == 0) {
                leases.release(before);
            }
            List<Registry.Claim> claims = race(name, before);
            assertThat(claims).filteredOn(Registry.Claim::won).hasSize(1);
            Registry.Entry entry = there.find("space", name).orElseThrow();
            assertThat(claims)
                    .filteredOn(claim -> !claim.won())
                    .extracting(Registry.Claim::other)
                    .containsOnly(entry);
        }
    }

    private List<Registry.Claim> race(String name, Lease before) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(32);
        try {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<Registry.Claim>> claims = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                Lease lease = take(name + "-claimer-" + i);
                Registry at = i % 2 == 0 ? here : there;
                JsonBytes value = value(i);
                claims.add(callers.submit(() -> {
                    go.await();
                    return at.claim(lease, "space", name, value, before);
                }));
            }
            go.countDown();
            List<Registry.Claim> results = new ArrayList<>();
            for (Future<Registry.Claim> claim : claims) {
                results.add(claim.get());
            }
            return results;
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void entriesVanishWhenTheirLeaseRunsOut() {
        Lease one = take("one");
        Lease two = leases.take("two", TIME.plus(MOMENT)).orElseThrow();
        claimed(one, "a", 1);
        claimed(two, "b", 2);
        move(TIME.minus(MOMENT));
        assertThat(there.list("space")).hasSize(2);

        move(MOMENT);
        assertThat(there.find("space", "a")).isEmpty();
        assertThat(there.list("space")).containsExactly(new Registry.Entry("b", two, value(2)));
        claimed(two, "a", 3);
    }

    @Test
    void entriesVanishWhenTheirLeaseIsGivenBack() {
        Lease one = take("one");
        claimed(one, "a", 1);
        claimed(one, "b", 1);
        leases.release(one);

        assertThat(there.list("space")).isEmpty();
        // Who has the name now has none of what its former holder had.
        Lease next = take("one");
        assertThat(there.list("space")).isEmpty();
        assertThat(there.find("space", "a")).isEmpty();
        claimed(next, "b", 2);
        assertThat(there.list("space")).containsExactly(new Registry.Entry("b", next, value(2)));
    }

    @Test
    void whoseLeaseIsOverChangesNothing() {
        Lease late = take("one");
        claimed(late, "mine", 1);
        move(TIME);
        Lease next = take("one");
        claimed(next, "b", 2);

        assertThat(here.claim(late, "space", "free", value(3), null)).isEqualTo(new Registry.Claim(false, null));
        assertThat(here.claim(late, "space", "mine", value(3), late)).isEqualTo(new Registry.Claim(false, null));
        Registry.Claim refused = here.claim(late, "space", "b", value(3), next);
        assertThat(refused).isEqualTo(new Registry.Claim(false, new Registry.Entry("b", next, value(2))));
        assertThat(here.put(late, "space", "mine", value(3))).isFalse();
        assertThat(here.put(late, "space", "b", value(3))).isFalse();
        here.remove(late, "space", "b");
        assertThat(there.list("space")).containsExactly(new Registry.Entry("b", next, value(2)));
    }

    @Test
    void aLeaseThatIsRenewedKeepsItsEntries() {
        Lease one = take("one");
        claimed(one, "a", 1);
        move(TIME.minus(MOMENT));
        assertThat(leases.renew(one, TIME)).isTrue();
        move(TIME.minus(MOMENT));

        assertThat(there.list("space")).hasSize(1);
        assertThat(here.put(one, "space", "a", value(2))).isTrue();
        assertThat(there.find("space", "a")).map(Registry.Entry::value).contains(value(2));
    }

    @Test
    void onlyItsHolderSaysSomethingElseOfAnEntryOrRemovesIt() {
        Lease one = take("one");
        Lease two = take("two");
        claimed(one, "a", 1);

        assertThat(there.put(two, "space", "a", value(2))).isFalse();
        there.remove(two, "space", "a");
        assertThat(there.find("space", "a")).contains(new Registry.Entry("a", one, value(1)));
        here.remove(one, "space", "a");
        here.remove(one, "space", "a");
        assertThat(there.find("space", "a")).isEmpty();
        assertThat(here.put(one, "space", "a", value(2))).isFalse();
        assertThat(there.list("space")).isEmpty();
    }

    @Test
    void whatIsOverItsLimitIsRefused() {
        Lease lease = leases.take("é".repeat(Leases.MAX_NAME_LENGTH), TIME).orElseThrow();
        String longest = "é".repeat(Registry.MAX_NAME_LENGTH);
        JsonBytes largest = JsonBytes.of("x".repeat(Registry.MAX_VALUE_BYTES - 2));
        JsonBytes tooLarge = JsonBytes.of("x".repeat(Registry.MAX_VALUE_BYTES - 1));
        assertThat(here.claim(lease, longest, longest, largest, null).won()).isTrue();
        assertThat(there.find(longest, longest)).contains(new Registry.Entry(longest, lease, largest));
        assertThat(there.list(longest)).containsExactly(new Registry.Entry(longest, lease, largest));

        assertThatThrownBy(() -> here.claim(lease, longest + "x", "a", value(1), null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> here.claim(lease, "space", longest + "x", value(1), null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> here.put(lease, longest, longest, tooLarge))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(there.find(longest, longest)).map(Registry.Entry::value).contains(largest);
    }

    @Test
    void aClosedBackendRegistersNothing() {
        Lease lease = take("one");
        backend.close();

        assertThatThrownBy(() -> here.claim(lease, "space", "a", value(1), null))
                .isInstanceOf(BackendUnavailableException.class);
        assertThatThrownBy(() -> here.put(lease, "space", "a", value(1)))
                .isInstanceOf(BackendUnavailableException.class);
        assertThatThrownBy(() -> here.remove(lease, "space", "a")).isInstanceOf(BackendUnavailableException.class);
        assertThatThrownBy(() -> here.find("space", "a")).isInstanceOf(BackendUnavailableException.class);
        assertThatThrownBy(() -> here.list("space")).isInstanceOf(BackendUnavailableException.class);
    }

    private void claimed(Lease by, String name, int n) {
        assertThat(here.claim(by, "space", name, value(n), null).won()).isTrue();
    }

    private Lease take(String name) {
        return leases.take(name, TIME).orElseThrow();
    }

    private void move(Duration by) {
        contract().clock().move(by);
    }

    private static JsonBytes value(int n) {
        return JsonBytes.of(n);
    }
}
