package dev.maestro.server;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.domain.chat.BuiltInCommands;
import dev.maestro.server.namespace.PortalParts;
import dev.maestro.server.namespace.PortalSignals;
import dev.maestro.server.portal.ChatCommands;
import dev.maestro.server.portal.CommandHandlers;
import dev.maestro.server.portal.LastNews;
import dev.maestro.server.portal.People;
import dev.maestro.server.portal.Typing;
import dev.maestro.server.socketio.Engine;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.UnaryOperator;

/**
 * What the portal has beside documents: who is there, who types, and who runs which command.
 *
 * @param backend where all of it is
 * @param cluster the other nodes
 * @param engine whose sockets are told
 * @param pools where its own is made
 * @param names returns what a project is called, by its id; must not block
 */
record HubPortal(Backend backend, HubCluster cluster, Engine engine, NamedPools pools, UnaryOperator<String> names) {
    private static final int COMMAND_THREADS = 4;

    /**
     * Opens it; to be called before the cluster is started, and before there are clients.
     *
     * @param timers has one thread and never blocks
     * @param closing undoes it
     */
    PortalParts open(Services services, ScheduledExecutorService timers, Clock clock, Closing closing) {
        PortalSignals signals = new PortalSignals(engine::broadcast, names);
        People people = cluster.people(signals);
        closing.add("people", people::close);
        Typing typing = Typing.open(backend.live(), timers, clock, signals);
        closing.add("typing", typing::close);
        LastNews news = new LastNews();
        EventFeed.Subscription heard = backend.feed().subscribe(backend.feed().head(), news);
        closing.add("last news", heard::close);
        ThreadPoolExecutor pool = pools.of("commands", COMMAND_THREADS, ChatCommands.MOST);
        closing.add("commands", pool::shutdown);
        CommandHandlers handlers = cluster.commands();
        BuiltInCommands builtIns = services.portal().builtIns(handlers::names);
        services.portal()
                .chat()
                .commandsGoTo(new ChatCommands(services.portal().chat(), builtIns, handlers, names, pool));
        return new PortalParts(
                backend,
                services.projects(),
                services.portal().chat(),
                news,
                people,
                typing,
                handlers,
                builtIns.names());
    }
}
