package dev.maestro.server.edge;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.server.measure.Tally;
import dev.maestro.server.rawsocket.RawSockets;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The front of the hub: makes each connection of the public port speak strict HTTP and leads it to the part it wants.
 *
 * <p>{@code /socket.io/} goes to the engine, WebSockets on {@code /}, {@code /maestro-ws} and {@code /ws} to the raw sockets,
 * and everything else to the REST server.
 *
 * <p>Threads: thread-safe. Spec: docs/adr/0001-one-port-with-javalin-behind-netty.md.
 */
public final class Edge {
    private static final Logger LOG = LoggerFactory.getLogger(Edge.class);

    private final EdgeConfig config;
    private final EdgeRules rules;
    private final AddressLimit addresses;
    private final Consumer<ChannelPipeline> engineHandlers;
    private final RawSockets rawSockets;
    private final RestProxy proxy;
    private final AtomicInteger connections = new AtomicInteger();
    private final Tally<EdgeRule> refusals = new Tally<>(EdgeRule.class);

    /**
     * Puts the front together.
     *
     * @param engineHandlers adds the handlers of {@code /socket.io/} to the end of a pipeline; they get that path's
     *     requests as {@code HttpRequest} and {@code HttpContent}, answer each with one full response, or take
     *     the place of the request decoder and answer with a 101
     */
    public Edge(
            EdgeConfig config,
            EdgeRules rules,
            Consumer<ChannelPipeline> engineHandlers,
            RawSockets rawSockets,
            RestUpstream upstream) {
        this.config = config;
        this.rules = rules;
        this.addresses = new AddressLimit(rules.proxies(), config.maxConnectionsPerAddress());
        this.engineHandlers = engineHandlers;
        this.rawSockets = rawSockets;
        this.proxy = new RestProxy(upstream);
    }

    /** Fills the pipeline of a new connection; called on its event loop, with auto-read on. */
    public void configure(ChannelPipeline pipeline) {
        int open = connections.incrementAndGet();
        pipeline.channel().closeFuture().addListener(closed -> connections.decrementAndGet());
        if (open > config.maxConnections()) {
            LOG.atWarn().addKeyValue("limit", config.maxConnections()).log("connection turned away: too many are open");
            refusals.count(EdgeRule.CONNECTIONS);
            turnAway(pipeline, Problem.of(ErrorCode.UNAVAILABLE, "Too many connections"));
            return;
        }
        if (!addresses.seat(pipeline.channel(), ClientAddress.peer(pipeline.channel()))) {
            refusals.count(EdgeRule.ADDRESS_CONNECTIONS);
            turnAway(pipeline, AddressLimit.TOO_MANY);
            return;
        }
        ResponseEncoder encoder = new ResponseEncoder();
        RequestDecoder decoder = new RequestDecoder(config);
        List<String> before = pipeline.names();
        List<String> added = new ArrayList<>();
        pipeline.addLast(
                decoder, encoder, new ExchangeGate(config, new Visitor(rules, addresses, refusals), decoder, encoder));
        pipeline.addLast(new EdgeRouter(rawSockets, proxy, added));
        List<String> ours = pipeline.names();
        engineHandlers.accept(pipeline);
        added.addAll(pipeline.names());
        added.removeAll(ours);
        added.removeAll(before);
    }

    /** Returns how many connections are open, of every kind. */
    public int connections() {
        return connections.get();
    }

    /** Returns how often it has refused for each rule. */
    public Map<EdgeRule, Long> refusals() {
        return refusals.all();
    }

    private static void turnAway(ChannelPipeline pipeline, Problem problem) {
        pipeline.addLast(new ResponseEncoder());
        var response = problem.response();
        response.headers().set("Connection", "close");
        pipeline.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
