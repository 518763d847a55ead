package dev.maestro.server;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.broadcast.Broadcaster;
import dev.maestro.server.drain.Drain;
import dev.maestro.server.health.Check;
import dev.maestro.server.health.Health;
import dev.maestro.server.health.Within;
import dev.maestro.server.socketio.Engine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What of a hub is looked at to know whether it lives, and whether it can do its work.
 *
 * <p>Spec: docs/operating.md, "Health".
 */
final class HubHealth {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Health alive;
    private final Health able;
    private final Drain drain;
    private final IntSupplier present;

    private HubHealth(Health alive, Health able, Drain drain, IntSupplier present) {
        this.alive = alive;
        this.able = able;
        this.drain = drain;
        this.present = present;
    }

    /**
     * Looks at nothing before it is asked.
     *
     * @param present how many are connected
     */
    static HubHealth of(Engine engine, Backend backend, Broadcaster broadcaster, Drain drain, IntSupplier present) {
        Check loops = new Check("loops", Within.of(PATIENCE, engine::pulse, "not every event loop answers"));
        Check store = new Check("store", store(backend));
        AtomicReference<@Nullable CompletableFuture<Offset>> latest = new AtomicReference<>();
        Check feed = new Check(
                "feed", Within.of(PATIENCE, () -> followed(backend, broadcaster, latest), "the news is not handed on"));
        return new HubHealth(
                new Health(List.of(loops), System::nanoTime),
                new Health(List.of(loops, store, feed), System::nanoTime),
                drain,
                present);
    }

    /** What the store says of itself is of the last time it was used; a commit shows whether that still holds. */
    private static Supplier<List<String>> store(Backend backend) {
        Supplier<List<String>> commits =
                Within.of(PATIENCE, () -> backend.commit(Commit.builder().build()), "the store does not commit");
        return () -> {
            List<String> known = backend.troubles();
            return known.isEmpty() ? commits.get() : known;
        };
    }

    /** As long as one waits, no other does: a feed that stands still is asked again and again. */
    private static CompletionStage<?> followed(
            Backend backend, Broadcaster broadcaster, AtomicReference<@Nullable CompletableFuture<Offset>> latest) {
        CompletableFuture<Offset> waiting = latest.get();
        if (waiting != null && !waiting.isDone()) {
            return waiting;
        }
        Offset head = backend.feed().head();
        CompletableFuture<Offset> handedOn = new CompletableFuture<>();
        latest.set(handedOn);
        broadcaster.whenDispatched(head, () -> handedOn.complete(head));
        return handedOn;
    }

    /** Returns what is to be so for the hub to live. */
    List<Health.Result> alive() {
        return alive.results();
    }

    /** Returns what is to be so for the hub to do its work; that it drains is known at once. */
    List<Health.Result> ready() {
        Health.Result stops = new Health.Result("drain", draining());
        if (!stops.isWell()) {
            return List.of(stops);
        }
        List<Health.Result> results = new ArrayList<>(able.results());
        results.add(stops);
        return results;
    }

    private List<String> draining() {
        return drain.begun()
                ? List.of("the hub is about to stop: " + drain.stage().wire() + ", " + present.getAsInt()
                        + " clients are left")
                : List.of();
    }
}
