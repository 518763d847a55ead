package dev.maestro.server.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Lease;
import dev.maestro.server.backend.Registry;
import dev.maestro.server.backend.embedded.EmbeddedBackend;
import dev.maestro.server.backend.embedded.EmbeddedConfig;
import dev.maestro.server.cluster.Cluster;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who runs which command, while the store comes and goes. */
@Timeout(180)
class CommandHandlersTest {
    private static final String PROJECT = "p";
    private static final Set<String> DEPLOY = Set.of("deploy");

    @TempDir
    Path folder;

    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private Backend store;
    private Cluster a;
    private Cluster b;
    private Leaky registry;
    private CommandHandlers here;
    private CommandHandlers there;

    @BeforeEach
    void start() {
        store = EmbeddedBackend.open(
                new EmbeddedConfig(folder, Duration.ofHours(1), 1_000, 1_000, Duration.ofMinutes(2)),
                Clock.systemUTC());
        a = Cluster.open(store, Duration.ofMinutes(5), timers);
        b = Cluster.open(store, Duration.ofMinutes(5), timers);
        registry = new Leaky(store.registry());
        here = CommandHandlers.shared(a, registry, timers);
        there = CommandHandlers.shared(b, store.registry(), timers);
        a.start();
        b.start();
    }

    @AfterEach
    void stop() {
        timers.shutdownNow();
        a.close();
        b.close();
        store.close();
    }

    @Test
    void whoeverGoesWhileTheStoreIsAwayKeepsNoCommand() {
        Client ann = new Client("ann");
        here.register(PROJECT, DEPLOY, ann);
        assertThatThrownBy(() -> there.register(PROJECT, DEPLOY, new Client("bob")))
                .isInstanceOf(HubException.class);
        registry.away = true;
        here.forget(ann);
        assertThat(there.names(PROJECT)).containsExactly("deploy");
        registry.away = false;
        while (!there.names(PROJECT).isEmpty()) {
            LockSupport.parkNanos(1_000_000);
        }
        there.register(PROJECT, DEPLOY, new Client("bob"));
    }

    @Test
    void whatCouldNotBeRegisteredIsNobodysOnceTheStoreIsBack() {
        registry.answersLost = true;
        assertThatThrownBy(() -> here.register(PROJECT, DEPLOY, new Client("ann")))
                .isInstanceOf(BackendUnavailableException.class);
        registry.answersLost = false;
        while (!there.names(PROJECT).isEmpty()) {
            LockSupport.parkNanos(1_000_000);
        }
        there.register(PROJECT, DEPLOY, new Client("bob"));
    }

    private record Client(String principal) implements CommandHandler {
        @Override
        public boolean connected() {
            return true;
        }

        @Override
        public CompletionStage<JsonNode> run(CommandCall call) {
            return new CompletableFuture<>();
        }
    }

    /** A registry that can be away, or lose its answers. */
    private static final class Leaky implements Registry {
        private final Registry registry;
        private volatile boolean away;
        private volatile boolean answersLost;

        Leaky(Registry registry) {
            this.registry = registry;
        }

        private void requireThere() {
            if (away) {
                throw new BackendUnavailableException("away");
            }
        }

        private void requireHeard() {
            if (answersLost) {
                throw new BackendUnavailableException("the answer is lost");
            }
        }

        @Override
        public Claim claim(Lease by, String space, String name, JsonBytes value, @Nullable Lease instead) {
            requireThere();
            Claim claim = registry.claim(by, space, name, value, instead);
            requireHeard();
            return claim;
        }

        @Override
        public boolean put(Lease by, String space, String name, JsonBytes value) {
            requireThere();
            return registry.put(by, space, name, value);
        }

        @Override
        public void remove(Lease by, String space, String name) {
            requireThere();
            requireHeard();
            registry.remove(by, space, name);
        }

        @Override
        public Optional<Entry> find(String space, String name) {
            return registry.find(space, name);
        }

        @Override
        public List<Entry> list(String space) {
            return registry.list(space);
        }
    }
}
