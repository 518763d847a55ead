package dev.maestro.server.auth;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
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

    private volatile Set<String> allowed;
    private final Supplier<Set<Integer>> ownPorts;

    private OriginPolicy(Set<String> allowed, Supplier<Set<Integer>> ownPorts) {
        this.allowed = allowed;
        this.ownPorts = ownPorts;
    }

    /** Allows the default origins and these, compared letter by letter. */
    public static OriginPolicy withDefaultsAnd(Collection<String> more) {
        return withDefaultsAnd(more, Set::of);
    }

    /**
     * Allows the default origins, these, and the hub's own pages.
     *
     * @param ownPorts the ports the hub listens on; asked by any thread, so a set that no one changes
     */
    public static OriginPolicy withDefaultsAnd(Collection<String> more, Supplier<Set<Integer>> ownPorts) {
        return new OriginPolicy(allWith(more), ownPorts);
    }

    /**
     * Allows these from now on beside the default origins and the hub's own pages, and no others any more. Connections
     * that are open stay.
     */
    public void allow(Collection<String> more) {
        allowed = allWith(more);
    }

    private static Set<String> allWith(Collection<String> more) {
        return Stream.concat(DEFAULT_ORIGINS.stream(), more.stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns whether a request may go on: it names no origin, as all but browsers do, or an allowed one. */
    public boolean allows(Optional<String> origin) {
        return origin.isEmpty() || allowed.contains(origin.get()) || isOwn(origin.get());
    }

    private boolean isOwn(String origin) {
        return ownPorts.get().stream()
                .anyMatch(
                        port -> origin.equals("http://localhost:" + port) || origin.equals("http://127.0.0.1:" + port));
    }
}
