package dev.maestro.server.rest;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The REST server: on loopback, at a port the system chooses, for the hub's own front only.
 *
 * <p>Life-cycle: serves from {@link #start} to {@link #stop}, which lets requests in progress finish for a while and is
 * idempotent. Threads: thread-safe.
 */
public final class RestServer {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int LEAST_THREADS = 4;
    private static final Duration THREAD_IDLE = Duration.ofSeconds(30);
    // Longer than the longest wait for mail, during which nothing is sent either way.
    private static final Duration CONNECTION_IDLE = Duration.ofSeconds(90);
    // How long a connection without a request may still stay when the server stops.
    private static final Duration IDLE_WHEN_STOPPING = Duration.ofMillis(50);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);
    // All that the front lets through, the request line and what it adds included.
    private static final int MOST_HEADER_BYTES = 48 * 1024;

    private final Javalin javalin;
    private final QueuedThreadPool threads;

    private RestServer(Javalin javalin, QueuedThreadPool threads) {
        this.javalin = javalin;
        this.threads = threads;
    }

    /** Starts serving the resources, and beside them the health of the hub, who the caller is, and the page. */
    public static RestServer start(RestConfig config, List<Resource> resources) {
        QueuedThreadPool threads =
                new QueuedThreadPool(config.mostThreads(), LEAST_THREADS, (int) THREAD_IDLE.toMillis());
        threads.setName("rest");
        threads.setDaemon(true);
        Routes routes = routes(config, resources, threads);
        Front front = new Front(config);
        Javalin javalin = Javalin.create(settings -> {
            quiet(settings);
            jetty(settings, threads);
            settings.routes.before(front::check);
            settings.requestLogger.http((context, millis) -> front.answered(context, millis));
            routes.install(settings.routes);
            Problems.install(settings.routes);
        });
        return new RestServer(javalin.start(), threads);
    }

    static Routes routes(RestConfig config, List<Resource> resources, Executor writer) {
        Routes routes = new Routes(writer);
        List<Resource> all = new ArrayList<>(resources);
        all.add(new HealthResource(config));
        all.add(new MeResource());
        all.add(new WebResource());
        // Last: it describes what is there by then.
        all.add(new RouteDescription());
        all.forEach(resource -> resource.addTo(routes));
        return routes;
    }

    /** Returns how busy the threads are that serve requests. */
    public Load load() {
        return new Load(threads.getBusyThreads(), threads.getMaxThreads(), threads.getQueueSize());
    }

    /**
     * How busy the threads are that serve requests.
     *
     * @param busy how many do something
     * @param most how many there may be
     * @param waiting how many tasks wait for one
     */
    public record Load(int busy, int most, int waiting) {}

    /** Returns the port on loopback. */
    public int port() {
        return javalin.port();
    }

    /** Stops serving. */
    public void stop() {
        javalin.stop();
    }

    private static void quiet(JavalinConfig settings) {
        settings.startup.showJavalinBanner = false;
        settings.startup.showOldJavalinVersionWarning = false;
        settings.startup.startupWatcherEnabled = false;
        settings.router.javaLangErrorHandler(Problems::error);
        settings.http.generateEtags = false;
        settings.http.compressionStrategy = CompressionStrategy.NONE;
        settings.http.maxRequestSize = Body.MOST_BYTES;
    }

    private static void jetty(JavalinConfig settings, QueuedThreadPool threads) {
        settings.jetty.threadPool = threads;
        settings.jetty.modifyServer(server -> {
            server.setErrorHandler(new ServerErrors());
            server.setStopTimeout(STOP_PATIENCE.toMillis());
        });
        settings.jetty.modifyServletContextHandler(handler -> handler.setErrorHandler(new ServerErrors()));
        settings.jetty.modifyHttpConfiguration(RestServer::tighten);
        settings.jetty.addConnector(RestServer::connector);
    }

    private static void tighten(HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(MOST_HEADER_BYTES);
    }

    private static ServerConnector connector(Server server, HttpConfiguration http) {
        ServerConnector connector =
                new ServerConnector(server, null, null, null, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(LOOPBACK);
        connector.setPort(0);
        connector.setIdleTimeout(CONNECTION_IDLE.toMillis());
        connector.setShutdownIdleTimeout(IDLE_WHEN_STOPPING.toMillis());
        return connector;
    }
}
