package dev.maestro.server.socketio.adapter;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketConfig;
import dev.maestro.server.socketio.Engine;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.epoll.Epoll;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hub's port, booted by netty-socketio, with our pipeline on it; and further ports that are the same in all.
 *
 * <p>States: made → started → stopped; {@link #start} and {@link #stop} are called once each, by one thread, and in between
 * {@link #alsoListen} by the same.
 */
public final class SocketIoPort {
    private static final Logger LOG = LoggerFactory.getLogger(SocketIoPort.class);
    private static final int ACCEPT_BACKLOG = 1_024;
    private static final long CLOSE_SECONDS = 5;

    private final String host;
    private final int port;
    private final Engine engine;
    private final Executor authExecutor;
    private final Consumer<ChannelPipeline> pipeline;
    private final boolean epoll;
    private final Map<String, HubNamespace> namespaces = new ConcurrentHashMap<>();
    private @Nullable BootedServer server;
    private final List<Channel> listening = new ArrayList<>();

    private SocketIoPort(
            String host,
            int port,
            Engine engine,
            Executor authExecutor,
            Consumer<ChannelPipeline> pipeline,
            boolean epoll) {
        this.host = host;
        this.port = port;
        this.engine = engine;
        this.authExecutor = authExecutor;
        this.pipeline = pipeline;
        this.epoll = epoll;
    }

    /**
     * Makes a port that is not open yet; it uses epoll where there is one, NIO elsewhere.
     *
     * @param host the name or address to listen on
     * @param port 1 to 65535, or 0 for any that is free
     * @param engine what the namespaces of this port live in
     * @param authExecutor where auth token listeners run, which may block; when it refuses a task, the client is told
     *     that the hub is busy
     * @param pipeline fills the empty pipeline of each new connection; somewhere in it, {@link Engine#addHandlers}
     */
    public static SocketIoPort of(
            String host, int port, Engine engine, Executor authExecutor, Consumer<ChannelPipeline> pipeline) {
        return of(host, port, engine, authExecutor, pipeline, Epoll.isAvailable());
    }

    /** The same with the choice made: {@code epoll} or NIO. */
    static SocketIoPort of(
            String host,
            int port,
            Engine engine,
            Executor authExecutor,
            Consumer<ChannelPipeline> pipeline,
            boolean epoll) {
        return new SocketIoPort(host, port, engine, authExecutor, pipeline, epoll);
    }

    /** Returns the namespace of that name, which starts with a slash; it is made, and open to clients, when first asked for. */
    public HubNamespace namespace(String name) {
        return namespaces.computeIfAbsent(name, key -> {
            HubNamespace namespace = HubNamespace.of(key, engine);
            engine.namespace(key, new ListenerDispatch(namespace, authExecutor));
            return namespace;
        });
    }

    /**
     * Opens the namespaces of a template, as {@link Engine#namespaces} says; each is a namespace with listeners of its
     * own, and is forgotten with its last socket.
     *
     * @param configure adds the listeners of a new one; called on an event loop, so it must not block
     * @throws IllegalArgumentException if the text is no template, or is taken
     */
    public void namespaces(String template, Consumer<HubNamespace> configure) {
        engine.namespaces(template, instance -> {
            HubNamespace namespace = HubNamespace.of(instance, engine);
            configure.accept(namespace);
            return new ListenerDispatch(namespace, authExecutor);
        });
    }

    /**
     * Opens the port.
     *
     * @return where it listens
     * @throws PortUnavailableException if it cannot be opened
     */
    public InetSocketAddress start() {
        BootedServer booted = new BootedServer(configuration(), new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                pipeline.accept(channel.pipeline());
            }
        });
        server = booted;
        // What the library returns as a future of nothing is the future of the bound channel.
        Future<Void> bound = booted.startAsync().awaitUninterruptibly();
        if (!bound.isSuccess()) {
            booted.stop();
            throw new PortUnavailableException(host, port, bound.cause());
        }
        return listensAt(((ChannelFuture) bound).channel());
    }

    /**
     * Opens a further port of the same host.
     *
     * @param further 1 to 65535, or 0 for any that is free
     * @return where it listens
     * @throws PortUnavailableException if it cannot be opened; the others stay as they are
     */
    public InetSocketAddress alsoListen(int further) {
        BootedServer booted = server;
        if (booted == null) {
            throw new IllegalStateException("the port was not started");
        }
        ChannelFuture bound = booted.bind(new InetSocketAddress(host, further)).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new PortUnavailableException(host, further, bound.cause());
        }
        return listensAt(bound.channel());
    }

    private InetSocketAddress listensAt(Channel channel) {
        listening.add(channel);
        return (InetSocketAddress) channel.localAddress();
    }

    /** Takes no more connections; those there are stay. Blocks until that is so; does nothing before {@link #start}. */
    public void stopListening() {
        listening.forEach(open -> open.close().awaitUninterruptibly());
    }

    /** Ends all sessions as {@link Engine#close} says, then closes the port; blocks until both are done. */
    public void stop() {
        engine.close()
                .toCompletableFuture()
                .completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS)
                .join();
        if (server != null) {
            server.stop();
        }
        if (!listening.isEmpty()) {
            LOG.atInfo().addKeyValue("host", host).log("port closed");
        }
    }

    private Configuration configuration() {
        SocketConfig sockets = new SocketConfig();
        sockets.setReuseAddress(true);
        sockets.setTcpNoDelay(true);
        sockets.setAcceptBackLog(ACCEPT_BACKLOG);
        Configuration configuration = new Configuration();
        configuration.setHostname(host);
        configuration.setPort(port);
        configuration.setSocketConfig(sockets);
        configuration.setBossThreads(1);
        configuration.setUseLinuxNativeEpoll(epoll);
        configuration.setJsonSupport(new EventMappings());
        // None of these is reached with our pipeline; they are set so that nothing can fall back to them.
        configuration.setHttpCompression(false);
        configuration.setWebsocketCompression(false);
        configuration.setRandomSession(true);
        configuration.setAddVersionHeader(false);
        return configuration;
    }
}
