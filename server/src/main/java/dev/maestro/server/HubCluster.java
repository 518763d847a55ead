package dev.maestro.server;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendStartException;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.ban.SharedBans;
import dev.maestro.server.cluster.Cluster;
import dev.maestro.server.cluster.terminal.ClusterTerminals;
import dev.maestro.server.config.HubConfig;
import dev.maestro.server.domain.Access;
import dev.maestro.server.limit.Bans;
import dev.maestro.server.terminal.TerminalService;
import dev.maestro.server.terminal.Terminals;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** What a hub has in common with others over the same Redis; of one that stands alone, what it has itself. */
final class HubCluster {
    private final HubConfig config;
    private final Backend backend;
    private final ScheduledExecutorService timers;
    private final Clock clock;
    private final Optional<Cluster> cluster;

    private HubCluster(
            HubConfig config,
            Backend backend,
            ScheduledExecutorService timers,
            Clock clock,
            Optional<Cluster> cluster) {
        this.config = config;
        this.backend = backend;
        this.timers = timers;
        this.clock = clock;
        this.cluster = cluster;
    }

    /**
     * Becomes one of them, if a Redis is set.
     *
     * @param timers never blocks
     * @param closing undoes it
     * @throws BackendStartException if the Redis is away again
     */
    static HubCluster join(
            HubConfig config, Backend backend, ScheduledExecutorService timers, Clock clock, Closing closing) {
        if (config.redis().shared().isEmpty()) {
            return new HubCluster(config, backend, timers, clock, Optional.empty());
        }
        try {
            Cluster cluster = Cluster.open(backend, config.redis().nodeLease(), timers);
            closing.add("cluster", cluster::close);
            return new HubCluster(config, backend, timers, clock, Optional.of(cluster));
        } catch (BackendUnavailableException e) {
            throw new BackendStartException("the hub cannot join the others: " + e.getMessage(), e);
        }
    }

    /** Lets the others know of this hub, when everything is there that they may ask for. */
    void start() {
        cluster.ifPresent(Cluster::start);
    }

    /** Has whoever is banned by one of them be banned by all. */
    void share(Bans bans, Closing closing) {
        if (cluster.isPresent()) {
            SharedBans shared = SharedBans.start(
                    bans, new SharedBans.Shared(backend.live(), backend.leases(), backend.registry()), clock);
            closing.add("bans", shared::close);
        }
    }

    /** Returns the terminals of all of them, of which those given are here. */
    TerminalService terminals(Terminals here) {
        return cluster.<TerminalService>map(nodes -> ClusterTerminals.of(
                        nodes, backend.registry(), here, config.terminal().grace(), timers, clock))
                .orElse(here);
    }

    /** Returns what makes the body of {@code /ws-status} for somebody who may see so much. */
    Function<Access, JsonBytes> status(Supplier<NodeStatus> here, TerminalService terminals) {
        ToIntFunction<Access> count = access -> terminals.list(access::sees).size();
        return cluster.<Function<Access, JsonBytes>>map(nodes -> ClusterStatus.open(nodes, here, count)::of)
                .orElse(access -> ConnectionStatus.json(here.get(), count.applyAsInt(access), access));
    }
}
