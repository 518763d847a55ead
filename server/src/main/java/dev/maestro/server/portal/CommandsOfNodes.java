package dev.maestro.server.portal;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.Lease;
import dev.maestro.server.backend.Registry;
import dev.maestro.server.cluster.BodyReader;
import dev.maestro.server.cluster.BodyWriter;
import dev.maestro.server.cluster.Cluster;
import dev.maestro.server.cluster.ClusterNode;
import dev.maestro.server.cluster.NodeEntry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands of all nodes: entries of the registry that nodes have by their leases, and asks from the node where a command
 * was typed to that where it is run.
 *
 * <p>An ask is answered at once, as nodes do not wait long for each other; what became of the command is told later.
 */
final class CommandsOfNodes implements CommandDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(CommandsOfNodes.class);
    private static final String SPACE = "commands:";
    private static final String RUN = "command.run";
    private static final String DONE = "command.done";
    private static final byte[] NOTHING = {};
    private static final long BEAT_MILLIS = 1_000;
    /** Longer than a client may take, so that its own answer comes first. */
    private static final Duration PATIENCE = Duration.ofSeconds(33);

    private final Cluster cluster;
    private final Registry registry;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Waiting> waiting = new ConcurrentHashMap<>();

    /** What an entry says. */
    record Entry(String principal) {}

    private record Waiting(String node, CompletableFuture<CommandOutcome> outcome) {}

    CommandsOfNodes(Cluster cluster, Registry registry) {
        this.cluster = cluster;
        this.registry = registry;
    }

    /** Runs what other nodes ask for from now on. */
    void serve(CommandHandlers handlers, ScheduledExecutorService timers) {
        var unused = timers.scheduleWithFixedDelay(
                () -> soon(handlers::settle), BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
        cluster.peers().onAsk(RUN, (from, body) -> asked(handlers, from, body));
        cluster.peers().onTell(DONE, this::done);
        cluster.node().listen(new ClusterNode.Listener() {
            @Override
            public void onTaken(Lease lease) {
                soon(handlers::claimAll);
            }

            @Override
            public void onGone(NodeEntry gone) {
                waiting.values().stream()
                        .filter(ask -> ask.node().equals(gone.id()))
                        .forEach(ask -> ask.outcome().complete(unreached()));
            }
        });
    }

    @Override
    public boolean claim(CommandName name, String principal) {
        Lease lease = lease();
        JsonBytes value = JsonBytes.of(new Entry(principal));
        Registry.Claim claim = registry.claim(lease, space(name.projectId()), name.command(), value, null);
        Registry.Entry other = claim.other();
        if (!claim.won()
                && other != null
                && other.value().asKnown(Entry.class).principal().equals(principal)) {
            return registry.claim(lease, space(name.projectId()), name.command(), value, other.holder())
                    .won();
        }
        return claim.won();
    }

    @Override
    public void release(CommandName name) {
        registry.remove(lease(), space(name.projectId()), name.command());
    }

    private Lease lease() {
        return cluster.node()
                .lease()
                .orElseThrow(() -> HubException.of(ErrorCode.UNAVAILABLE, "the hub is not in touch with the others"));
    }

    @Override
    public Collection<String> names(String projectId, Set<String> here) {
        return registry.list(space(projectId)).stream()
                .map(Registry.Entry::name)
                .toList();
    }

    @Override
    public List<String> elsewhere(CommandName name) {
        return registry.find(space(name.projectId()), name.command()).stream()
                .map(entry -> ClusterNode.idOf(entry.holder()))
                .filter(node -> !node.equals(cluster.node().id()))
                .toList();
    }

    @Override
    public CompletionStage<CommandOutcome> run(String node, CommandName name, CommandCall call) {
        long number = numbers.incrementAndGet();
        CompletableFuture<CommandOutcome> outcome = new CompletableFuture<>();
        waiting.put(number, new Waiting(node, outcome));
        byte[] body = new BodyWriter()
                .number(number)
                .text(name.projectId())
                .block(JsonBytes.of(call).array())
                .bytes();
        var unused = cluster.peers().ask(node, RUN, body).whenComplete((taken, failure) -> {
            if (failure != null) {
                LOG.atDebug().addKeyValue("node", node).setCause(failure).log("a command cannot be run there");
                outcome.complete(unreached());
            }
        });
        return outcome.completeOnTimeout(unreached(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, failure) -> waiting.remove(number));
    }

    private CompletionStage<byte[]> asked(CommandHandlers handlers, String from, byte[] body) {
        BodyReader in = new BodyReader(body);
        long number = in.number();
        String projectId = in.text();
        CommandCall call = JsonBytes.ofUtf8(in.block()).asKnown(CommandCall.class);
        var unused = handlers.runHere(new CommandName(projectId, call.command()), call)
                .thenAccept(outcome -> cluster.peers()
                        .tell(
                                from,
                                DONE,
                                new BodyWriter()
                                        .number(number)
                                        .block(JsonBytes.of(outcome).array())
                                        .bytes()));
        return CompletableFuture.completedStage(NOTHING);
    }

    private void done(String from, byte[] body) {
        BodyReader in = new BodyReader(body);
        Waiting ask = waiting.get(in.number());
        if (ask != null && ask.node().equals(from)) {
            ask.outcome().complete(JsonBytes.ofUtf8(in.block()).asKnown(CommandOutcome.class));
        }
    }

    private void soon(Runnable action) {
        try {
            cluster.waiting().execute(action);
        } catch (RejectedExecutionException e) {
            LOG.atDebug().setCause(e).log("what is so of commands here is told to the other nodes later");
        }
    }

    private static CommandOutcome unreached() {
        return CommandOutcome.failed("the node that runs the command does not answer");
    }

    private static String space(String projectId) {
        return FittingName.of(SPACE, projectId);
    }
}
