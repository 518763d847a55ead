package dev.maestro.server.backend.redis;

import static dev.maestro.server.backend.Sample.committed;
import static dev.maestro.server.backend.Sample.told;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendStartException;
import dev.maestro.server.backend.MovableClock;
import java.time.Duration;

/** Opens a Redis that answers within some seconds, and commits, in a process whose trust is its own; says how it went. */
final class TlsMain {
    private TlsMain() {}

    private static RedisConfig config(String url, String seconds) {
        return Nodes.config(url, 10, Duration.ofSeconds(Long.parseLong(seconds)));
    }

    public static void main(String[] arguments) {
        try (Backend backend = RedisBackend.open(config(arguments[0], arguments[1]), new MovableClock())) {
            committed(backend, told("a", 0));
            System.out.println("committed");
        } catch (BackendStartException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }
}
