package dev.maestro.server.socketio;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A namespace, what it does, and how many are in it over all event loops.
 *
 * <p>Threads: thread-safe; the counts are kept by the loops and read by anyone.
 */
final class RegisteredNamespace {
    private final String name;
    private final @Nullable NamespaceInstance instance;
    private final Set<String> addresses;
    private final CompletableFuture<NamespaceHandler> handler = new CompletableFuture<>();
    private final AtomicInteger sockets = new AtomicInteger();
    private final ConcurrentHashMap<String, Integer> roomMembers = new ConcurrentHashMap<>();

    private RegisteredNamespace(String name, @Nullable NamespaceInstance instance) {
        this.name = name;
        this.instance = instance;
        this.addresses = instance == null ? Set.of(name) : Set.copyOf(List.of(name, instance.template()));
    }

    /** A namespace that is there for good. */
    static RegisteredNamespace of(String name, NamespaceHandler handler) {
        RegisteredNamespace namespace = new RegisteredNamespace(name, null);
        namespace.handler.complete(handler);
        return namespace;
    }

    /** A namespace that is there while it is held, and whose handler is still to be {@linkplain #make made}. */
    static RegisteredNamespace of(NamespaceInstance instance) {
        return new RegisteredNamespace(instance.name(), instance);
    }

    String name() {
        return name;
    }

    /** Returns what it is an instance of, null if it is there for good. */
    @Nullable
    NamespaceInstance instance() {
        return instance;
    }

    /** Returns what broadcasts are addressed to that go here: its name, and the text of its template if it has one. */
    Set<String> addresses() {
        return addresses;
    }

    /** Makes the handler, here and now; what that throws is what {@link #whenMade} fails with. To be called once. */
    void make(Supplier<NamespaceHandler> maker) {
        var unused = handler.completeAsync(() -> Objects.requireNonNull(maker.get(), "no handler"), Runnable::run);
    }

    /** Returns the handler once it is made, which another event loop may be about to do. */
    CompletableFuture<NamespaceHandler> whenMade() {
        return handler;
    }

    /** Returns the handler, which has admitted somebody and so is made. */
    NamespaceHandler handler() {
        return handler.join();
    }

    boolean empty() {
        return sockets.get() == 0;
    }

    void socketAdded() {
        sockets.incrementAndGet();
    }

    void socketRemoved() {
        sockets.decrementAndGet();
    }

    void memberAdded(String room) {
        roomMembers.merge(room, 1, Integer::sum);
    }

    void memberRemoved(String room) {
        roomMembers.computeIfPresent(room, (name, count) -> count == 1 ? null : count - 1);
    }

    int sockets() {
        return sockets.get();
    }

    EngineStatus.NamespaceStatus status() {
        return new EngineStatus.NamespaceStatus(sockets.get(), Map.copyOf(roomMembers));
    }
}
