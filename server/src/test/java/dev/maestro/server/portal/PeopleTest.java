package dev.maestro.server.portal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.Lease;
import dev.maestro.server.backend.Registry;
import dev.maestro.server.backend.embedded.EmbeddedBackend;
import dev.maestro.server.backend.embedded.EmbeddedConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is told to come and go, where several nodes count. */
@Timeout(180)
class PeopleTest {
    private static final String PROJECT = "p";

    @TempDir
    Path folder;

    private Backend store;
    private Node first;

    @BeforeEach
    void start() {
        store = EmbeddedBackend.open(
                new EmbeddedConfig(folder, Duration.ofHours(1), 1_000, 1_000, Duration.ofMinutes(2)),
                Clock.systemUTC());
        first = new Node();
    }

    @AfterEach
    void stop() {
        first.people.close();
        store.close();
    }

    @Test
    void whoeverWasThereBeforeANodeStartedDoesNotJoinThere() throws InterruptedException {
        first.comes("ann");
        await(() -> stored() == 1);
        Node later = new Node();
        later.comes("bob");
        await(() -> later.count() == 2 && first.count() == 2);
        later.comes("cat");
        assertThat(later.told.take()).isEqualTo("bob joined");
        assertThat(later.told.take()).isEqualTo("cat joined");
        assertThat(first.told.take()).isEqualTo("ann joined");
        assertThat(first.told.take()).isEqualTo("bob joined");
        later.people.close();
    }

    @Test
    void whenAllNodesLoseTheirLeasesNobodyLeavesAndJoinsAgain() throws InterruptedException {
        Node second = new Node();
        List<Node> nodes = List.of(first, second);
        first.comes("ann");
        second.comes("bob");
        await(() -> nodes.stream().allMatch(node -> node.count() == 2) && stored() == 2);
        // Whether one joined or had long been there depends on which node was first.
        nodes.forEach(node -> node.told.clear());
        Set<Lease> lost = leases();
        lost.forEach(store.leases()::release);
        await(() -> leases().size() == 2 && !leases().removeAll(lost) && stored() == 2);
        first.comes("cat");
        for (Node node : nodes) {
            assertThat(node.told.take()).isEqualTo("cat joined");
            assertThat(node.count()).isEqualTo(3);
        }
        second.people.close();
    }

    private int stored() {
        return store.registry().list("people:" + PROJECT).size();
    }

    private Set<Lease> leases() {
        return store.registry().list("people-nodes").stream()
                .map(Registry.Entry::holder)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static void await(BooleanSupplier so) {
        while (!so.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private final class Node implements PeopleListener {
        private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
        private final People people = People.shared(this, store, Clock.systemUTC());

        void comes(String name) {
            people.seat().take(new Person("user:" + name, name), Set.of(PROJECT));
        }

        int count() {
            return people.count(PROJECT).toCompletableFuture().join();
        }

        @Override
        public void joined(String projectId, Person person, long at) {
            told.add(person.name() + " joined");
        }

        @Override
        public void left(String projectId, Person person, long at) {
            told.add(person.name() + " left");
        }
    }
}
