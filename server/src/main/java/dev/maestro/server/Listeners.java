package dev.maestro.server;

import dev.maestro.server.config.HubConfig;
import dev.maestro.server.socketio.adapter.PortUnavailableException;
import dev.maestro.server.socketio.adapter.SocketIoPort;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the hub listens: its port, and further ones that are the same in all, for clients that expect it there.
 *
 * <p>Threads: thread-safe; {@link #open} is called once.
 */
final class Listeners {
    private static final Logger log = LoggerFactory.getLogger(Listeners.class);
    private static final String MAIN = "port";

    private final CompletableFuture<Integer> main = new CompletableFuture<>();
    private final Map<String, Integer> bound = new ConcurrentHashMap<>();

    /**
     * Opens all of them.
     *
     * @param closing closes those that were opened, also when one after them could not be
     * @throws HubStartException if one cannot be opened; names its setting
     */
    void open(SocketIoPort port, HubConfig config, Closing closing) {
        int opened = bind(MAIN, port::start);
        closing.add("listening", port::stopListening);
        config.extraPorts().bySetting().forEach((setting, further) -> bind(setting, () -> port.alsoListen(further)));
        main.complete(opened);
    }

    private int bind(String setting, Opening opening) {
        try {
            InetSocketAddress address = opening.open();
            bound.put(setting, address.getPort());
            log.atInfo()
                    .addKeyValue("setting", setting)
                    .addKeyValue("address", address)
                    .log("listening");
            return address.getPort();
        } catch (PortUnavailableException e) {
            throw new HubStartException(setting, e);
        }
    }

    /** Opens one. */
    @FunctionalInterface
    private interface Opening {
        InetSocketAddress open();
    }

    /** Returns the hub's own port, waiting until all are open. */
    int main() {
        return main.join();
    }

    /** Returns the port of a setting that was opened. */
    int of(String setting) {
        Integer port = bound.get(setting);
        if (port == null) {
            throw new IllegalStateException("there is no port of " + setting);
        }
        return port;
    }

    /** Returns all that are open now. */
    Set<Integer> all() {
        return bound.values().stream().collect(Collectors.toUnmodifiableSet());
    }
}
