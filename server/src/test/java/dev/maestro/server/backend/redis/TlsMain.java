package dev.maestro.server.backend.redis;

import static dev.maestro.server.backend.Sample.committed;
import static dev.maestro.server.backend.Sample.told;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendStartException;
import dev.maestro.server.backend.MovableClock;

/** Opens a Redis and commits, in a process whose trust is its own; says how it went. */
final class TlsMain {
    private TlsMain() {}

    public static void main(String[] arguments) {
        try (Backend backend = RedisBackend.open(Nodes.config(arguments[0], 10), new MovableClock())) {
            committed(backend, told("a", 0));
            System.out.println("committed");
        } catch (BackendStartException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }
}
