package dev.maestro.server.auth;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which web pages may talk to the hub: an exact list, the same on REST, polling and WebSocket.
 *
 * <p>Threads: thread-safe.
 */
public final class OriginPolicy {
    /** The origins of the known clients; Tauri 2 uses {@code tauri.localhost} on Windows and Android. */
    public static final List<String> DEFAULT_ORIGINS = List.of(
            "tauri://localhost",
            "http://tauri.localhost",
            "https://tauri.localhost",
            "http://localhost:1420",
            "http://localhost:3000",
            "http://localhost:5173",
            "http://127.0.0.1:1420",
            "http://127.0.0.1:3000",
            "http://127.0.0.1:5173");

    private static final int NO_PORT = -1;

    private final Set<String> allowed;
    private final IntSupplier ownPort;

    private OriginPolicy(Set<String> allowed, IntSupplier ownPort) {
        this.allowed = allowed;
        this.ownPort = ownPort;
    }

    /** Allows the default origins and these, compared letter by letter. */
    public static OriginPolicy withDefaultsAnd(Collection<String> more) {
        return withDefaultsAnd(more, () -> NO_PORT);
    }

    /**
     * Allows the default origins, these, and the hub's own pages.
     *
     * @param ownPort the port the hub listens on; -1 as long as it does not
     */
    public static OriginPolicy withDefaultsAnd(Collection<String> more, IntSupplier ownPort) {
        return new OriginPolicy(
                Stream.concat(DEFAULT_ORIGINS.stream(), more.stream()).collect(Collectors.toUnmodifiableSet()),
                ownPort);
    }

    /** Returns whether a request may go on: it names no origin, as all but browsers do, or an allowed one. */
    public boolean allows(Optional<String> origin) {
        return origin.isEmpty() || allowed.contains(origin.get()) || isOwn(origin.get());
    }

    private boolean isOwn(String origin) {
        int port = ownPort.getAsInt();
        return port != NO_PORT
                && (origin.equals("http://localhost:" + port) || origin.equals("http://127.0.0.1:" + port));
    }
}
