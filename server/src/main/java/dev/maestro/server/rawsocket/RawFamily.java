package dev.maestro.server.rawsocket;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** A family of clients that speak plain WebSocket, by the paths it comes to; each has its own {@link Conversation}. */
public enum RawFamily {
    /** The first clients. Spec: docs/protocol/raw-websocket.md. */
    MAESTRO("/", "/maestro-ws"),
    /** Those of the Brain. Spec: docs/protocol/brain.md. */
    BRAIN("/ws");

    private final Set<String> paths;

    RawFamily(String... paths) {
        this.paths = Set.of(paths);
    }

    /** Returns the family that comes to a path, without a query. */
    public static Optional<RawFamily> at(String path) {
        return Arrays.stream(values())
                .filter(family -> family.paths.contains(path))
                .findFirst();
    }
}
