package dev.maestro.server.socketio;

import dev.maestro.server.auth.Authenticator;
import dev.maestro.server.auth.LoginWatch;
import dev.maestro.server.auth.OriginPolicy;
import dev.maestro.server.auth.TokenEnd;
import dev.maestro.server.edge.Edge;
import dev.maestro.server.edge.EdgeConfig;
import dev.maestro.server.edge.RestUpstream;
import dev.maestro.server.edge.RunningEdge;
import dev.maestro.server.limit.WideLimits;
import dev.maestro.server.rawsocket.Login;
import dev.maestro.server.rawsocket.RawSocketConfig;
import dev.maestro.server.rawsocket.RawSockets;
import dev.maestro.server.socketio.adapter.SocketIoPort;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The hub's port, edge and engine without the hub: what the official protocol suites and the load generator are run
 * against.
 *
 * <p>Prints {@code ready} once it listens and runs until it is ended. How to start it: docs/protocol/engine.md, "The
 * official suites", and docs/performance.md.
 */
@Command(name = "conformance-server", mixinStandardHelpOptions = true)
public final class ConformanceServer implements Runnable {
    /** What is served. */
    enum Mode {
        /** The official Socket.IO suite: {@code /} and {@code /custom}, with short times. */
        socketio,
        /** The official Engine.IO suite: every message is sent back, on any path, with short times. */
        engineio,
        /** The load generator: {@code /ui} with {@code join} and {@code pub}, with the hub's times. */
        bench
    }

    /** What the official suites are made for. */
    private static final EngineConfig SHORT_TIMES = new EngineConfig(
            Duration.ofMillis(300),
            Duration.ofMillis(200),
            1_000_000,
            Duration.ofMillis(1_000),
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            1 << 20,
            4_096,
            EngineConfig.Compression.OFF,
            100);

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Where to listen (${DEFAULT-VALUE}).")
    private String host = "";

    @Option(names = "--port", defaultValue = "3000", description = "The port to listen on (${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--mode",
            defaultValue = "socketio",
            description = "What to serve: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Mode mode = Mode.socketio;

    @Option(names = "--loops", defaultValue = "0", description = "Event loops; 0 for as many as the hub has.")
    private int loops;

    private ConformanceServer() {}

    public static void main(String[] arguments) {
        int exitCode = new CommandLine(new ConformanceServer()).execute(arguments);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    @Override
    public void run() {
        if (loops > 0) {
            // Read once by Netty, before it makes its first loop.
            System.setProperty("io.netty.eventLoopThreads", Integer.toString(loops));
        }
        Engine engine = engine();
        Edge edge = edge(engine);
        Consumer<ChannelPipeline> pipeline = mode == Mode.engineio
                ? each -> {
                    edge.configure(each);
                    onAnyPath(each);
                }
                : edge::configure;
        SocketIoPort listening = SocketIoPort.of(host, port, engine, Runnable::run, pipeline);
        listening.start();
        System.out.println("ready");
    }

    private Engine engine() {
        return switch (mode) {
            case engineio -> Engine.carrying(SHORT_TIMES, EchoMessages::new);
            case socketio -> {
                Engine engine = Engine.of(SHORT_TIMES);
                engine.namespace("/", new SuiteNamespace());
                engine.namespace("/custom", new SuiteNamespace());
                yield engine;
            }
            case bench -> {
                Engine engine = Engine.of(EngineConfig.STANDARD);
                engine.namespace(BenchNamespace.NAME, new BenchNamespace(engine));
                yield engine;
            }
        };
    }

    private Edge edge(Engine engine) {
        OriginPolicy origins = OriginPolicy.withDefaultsAnd(List.of(), () -> Set.of(port));
        RawSockets rawSockets = new RawSockets(
                RawSocketConfig.defaults(),
                new Login(
                        new Authenticator(origins),
                        Runnable::run,
                        new TokenEnd.Rules(Duration.ofMinutes(1), Duration.ofSeconds(10)),
                        Clock.systemUTC()),
                WideLimits.sockets(),
                LoginWatch.NONE);
        // Nobody asks for REST here; a request that does is answered 503.
        RestUpstream nowhere = new RestUpstream(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), "none");
        return new Edge(EdgeConfig.defaults(), RunningEdge.rules(origins), engine::addHandlers, rawSockets, nowhere);
    }

    /** The Engine.IO suite asks at {@code /engine.io/}, which the hub does not serve. */
    private static void onAnyPath(ChannelPipeline pipeline) {
        String gate = pipeline.names().stream()
                .filter(name -> name.startsWith("ExchangeGate"))
                .findFirst()
                .orElseThrow();
        pipeline.addBefore(gate, "any-path", new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object msg) {
                if (msg instanceof HttpRequest request) {
                    request.setUri(request.uri().replaceFirst("^/engine\\.io", "/socket.io"));
                }
                ctx.fireChannelRead(msg);
            }
        });
    }
}
