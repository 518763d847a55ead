package dev.maestro.server.auth;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which web pages may talk to the hub: an exact list, the same on REST, polling and WebSocket.
 *
 * <p>Threads: immutable.
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

    private final Set<String> allowed;

    private OriginPolicy(Set<String> allowed) {
        this.allowed = allowed;
    }

    /** Allows the default origins and these, compared letter by letter. */
    public static OriginPolicy withDefaultsAnd(Collection<String> more) {
        return new OriginPolicy(
                Stream.concat(DEFAULT_ORIGINS.stream(), more.stream()).collect(Collectors.toUnmodifiableSet()));
    }

    /** Returns whether a request may go on: it names no origin, as all but browsers do, or an allowed one. */
    public boolean allows(Optional<String> origin) {
        return origin.isEmpty() || allowed.contains(origin.get());
    }
}
