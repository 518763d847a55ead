package dev.maestro.server;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendStartException;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.ban.SharedBans;
import dev.maestro.server.cluster.Cluster;
import dev.maestro.server.cluster.terminal.ClusterTerminals;
import dev.maestro.server.config.HubConfig;
import dev.maestro.server.domain.Access;
import dev.maestro.server.limit.Bans;
import dev.maestro.server.portal.CommandHandlers;
import dev.maestro.server.portal.People;
import dev.maestro.server.portal.PeopleListener;
import dev.maestro.server.terminal.TerminalService;
import dev.maestro.server.terminal.Terminals;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
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

    /** Adds the pools of the cluster to those of the hub. */
    void addPools(NamedPools pools) {
        cluster.ifPresent(nodes -> nodes.pools().forEach(pools::add));
    }

    /** Returns whether there is another node, as far as this one knows. */
    boolean hasOthers() {
        return cluster.map(Cluster::node)
                .filter(node -> node.lease().isPresent())
                .map(node -> node.nodes().stream().anyMatch(each -> !each.id().equals(node.id())))
                .orElse(false);
    }

    /** Returns what this node is called among the others; {@code hub} of one that stands alone. */
    String node() {
        return cluster.map(nodes -> nodes.node().id()).orElse("hub");
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

    /** Returns who is in which project, on all of them. */
    People people(PeopleListener listener) {
        return cluster.isPresent() ? People.shared(listener, backend, clock) : People.alone(listener, clock);
    }

    /** Returns who runs which command, on all of them; to be called before {@link #start}. */
    CommandHandlers commands() {
        return cluster.map(nodes -> CommandHandlers.shared(nodes, backend.registry(), timers))
                .orElseGet(CommandHandlers::alone);
    }

    /** Returns who is connected to all of them. */
    HubStatus status(Supplier<NodeStatus> here, TerminalService terminals) {
        ToIntFunction<Access> count = access -> terminals.list(access::sees).size();
        return cluster.<HubStatus>map(nodes -> ClusterStatus.open(nodes, here, count))
                .orElseGet(() -> HubStatus.alone(here, count));
    }
}
