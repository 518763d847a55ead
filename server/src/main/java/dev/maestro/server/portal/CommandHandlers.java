package dev.maestro.server.portal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Registry;
import dev.maestro.server.cluster.Cluster;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who runs which command of which project, on all nodes: whoever says so first, until it goes. Another client of the same
 * principal may take over. A client has at most {@value #MOST_UNANSWERED} commands at a time that it has not answered.
 *
 * <p>What the store does not take at once is kept and tried again: so an outage leaves no command to somebody who has gone.
 *
 * <p>Threads: thread-safe; blocks on the store where there are several nodes. Memory: of the clients that are connected, each
 * of which has at most as many commands as one event can name.
 */
public final class CommandHandlers {
    private static final Logger LOG = LoggerFactory.getLogger(CommandHandlers.class);
    private static final int MOST_UNANSWERED = 20;
    private static final int LOCKS = 64;

    private final CommandDirectory directory;
    private final Places<CommandHandler> unanswered = new Places<>(MOST_UNANSWERED, Integer.MAX_VALUE);

    /** One of these is held while the directory is told what is so here of a project: what comes later is told later. */
    private final List<Object> locks =
            IntStream.range(0, LOCKS).mapToObj(i -> new Object()).toList();

    /** Commands of which the directory may not say what is so here. */
    @GuardedBy("this")
    private final Set<CommandName> unsettled = new HashSet<>();

    @GuardedBy("this")
    private final Map<CommandName, CommandHandler> handlers = new HashMap<>();

    private CommandHandlers(CommandDirectory directory) {
        this.directory = directory;
    }

    /** Returns those of a hub that stands alone. */
    public static CommandHandlers alone() {
        return new CommandHandlers(CommandDirectory.ALONE);
    }

    /**
     * Returns those of all nodes; to be called before the others may ask.
     *
     * @param timers never blocks
     */
    public static CommandHandlers shared(Cluster cluster, Registry registry, ScheduledExecutorService timers) {
        CommandsOfNodes nodes = new CommandsOfNodes(cluster, registry);
        CommandHandlers shared = new CommandHandlers(nodes);
        nodes.serve(shared, timers);
        return shared;
    }

    /**
     * Has a client run these commands of a project, and no others any more.
     *
     * @throws HubException {@code conflict} if somebody else runs one; then nothing changes
     * @throws BackendUnavailableException if the store is away; then nothing changes either
     */
    public void register(String projectId, Set<String> commands, CommandHandler handler) {
        Set<CommandName> names = commands.stream()
                .map(command -> new CommandName(projectId, command))
                .collect(Collectors.toSet());
        synchronized (lock(projectId)) {
            requireFree(names, handler);
            Set<CommandName> tried = new HashSet<>();
            try {
                for (CommandName name : names) {
                    tried.add(name);
                    if (!directory.claim(name, handler.principal())) {
                        tried.remove(name);
                        throw taken(name);
                    }
                }
                tried.addAll(replace(names, handler));
                tried.removeAll(names);
            } finally {
                settleAll(tried);
            }
        }
        if (!handler.connected()) {
            forget(handler);
        }
    }

    /** Has a client run no commands any more. */
    public void forget(CommandHandler handler) {
        settleAll(replace(Set.of(), handler));
    }

    /** Returns the names of the commands that clients run in a project, without slashes. */
    public Collection<String> names(String projectId) {
        Set<String> here;
        synchronized (this) {
            here = handlers.keySet().stream()
                    .filter(name -> name.projectId().equals(projectId))
                    .map(CommandName::command)
                    .collect(Collectors.toSet());
        }
        return directory.names(projectId, here);
    }

    /** Has a command run by whoever runs it, wherever that is; never fails. Blocks until it is known who that is. */
    CompletionStage<CommandOutcome> run(String projectId, CommandCall call) {
        CommandName name = new CommandName(projectId, call.command());
        if (!CommandName.isOne(call.command())) {
            return CompletableFuture.completedStage(unknown(call));
        }
        // Who took over on another node is who runs it, though this one has not heard of it.
        List<String> elsewhere = directory.elsewhere(name);
        if (!elsewhere.isEmpty()) {
            return directory.run(elsewhere.get(0), name, call);
        }
        return has(name) ? runHere(name, call) : CompletableFuture.completedStage(unknown(call));
    }

    /** Has a command run by a client of this node; never fails, and does not block. */
    CompletionStage<CommandOutcome> runHere(CommandName name, CommandCall call) {
        CommandHandler handler;
        synchronized (this) {
            handler = handlers.get(name);
        }
        if (handler == null) {
            return CompletableFuture.completedStage(unknown(call));
        }
        if (!unanswered.take(handler)) {
            return CompletableFuture.completedStage(
                    CommandOutcome.failed("whoever runs /" + call.command() + " is too busy; try again"));
        }
        return handler.run(call)
                .whenComplete((answer, failure) -> unanswered.giveBack(handler))
                .handle((answer, failure) -> failure == null
                        ? CommandOutcome.read(answer)
                        : CommandOutcome.failed("whoever runs /" + call.command() + " did not answer"));
    }

    /** Claims all commands of this node anew, and lets go of those that are another's by now. */
    void claimAll() {
        Set<CommandName> all;
        synchronized (this) {
            all = Set.copyOf(handlers.keySet());
        }
        settleAll(all);
    }

    /** Has the directory say what is so here, of all commands of which it may not; what it does not take is kept. */
    void settle() {
        Set<CommandName> all;
        synchronized (this) {
            all = Set.copyOf(unsettled);
        }
        settleAll(all);
    }

    private void settleAll(Set<CommandName> names) {
        synchronized (this) {
            unsettled.addAll(names);
        }
        try {
            names.forEach(this::settle);
        } catch (BackendUnavailableException | HubException e) {
            LOG.atDebug().setCause(e).log("who runs which command is told to the other nodes later");
        }
    }

    private void settle(CommandName name) {
        boolean settled = false;
        synchronized (lock(name.projectId())) {
            try {
                tell(name, begun(name));
                settled = true;
            } finally {
                if (!settled) {
                    again(name);
                }
            }
        }
    }

    private void tell(CommandName name, Optional<CommandHandler> handler) {
        if (handler.isEmpty()) {
            directory.release(name);
        } else if (!directory.claim(name, handler.get().principal())) {
            drop(name, handler.get());
        }
    }

    /** Returns what is so here of a command; if that changes from now on, it is not settled. */
    private synchronized Optional<CommandHandler> begun(CommandName name) {
        unsettled.remove(name);
        return Optional.ofNullable(handlers.get(name));
    }

    private synchronized void again(CommandName name) {
        unsettled.add(name);
    }

    private Object lock(String projectId) {
        return locks.get(Math.floorMod(projectId.hashCode(), LOCKS));
    }

    private static CommandOutcome unknown(CommandCall call) {
        return CommandOutcome.failed("there is no command /" + call.command());
    }

    private synchronized void requireFree(Set<CommandName> names, CommandHandler handler) {
        for (CommandName name : names) {
            CommandHandler other = handlers.get(name);
            if (other != null && !other.principal().equals(handler.principal())) {
                throw taken(name);
            }
        }
    }

    /** Returns the commands that nobody of this node runs any more. */
    private synchronized Set<CommandName> replace(Set<CommandName> names, CommandHandler handler) {
        requireFree(names, handler);
        Set<CommandName> left = new HashSet<>();
        handlers.forEach((name, holder) -> {
            if (holder == handler && !names.contains(name)) {
                left.add(name);
            }
        });
        handlers.keySet().removeAll(left);
        names.forEach(name -> handlers.put(name, handler));
        return left;
    }

    private synchronized boolean has(CommandName name) {
        return handlers.containsKey(name);
    }

    private synchronized void drop(CommandName name, CommandHandler handler) {
        handlers.remove(name, handler);
    }

    private static HubException taken(CommandName name) {
        return HubException.of(ErrorCode.CONFLICT, "somebody else runs /" + name.command());
    }
}
