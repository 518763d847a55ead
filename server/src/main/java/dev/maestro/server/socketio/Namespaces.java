package dev.maestro.server.socketio;

import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which namespaces there are, and who is in them on each event loop.
 *
 * <p>Threads: thread-safe; a loop's part is touched by that loop only.
 */
final class Namespaces {
    private final Map<String, RegisteredNamespace> registered = new ConcurrentHashMap<>();
    private final Map<EventLoop, LoopIndex> loops = new ConcurrentHashMap<>();

    /**
     * Registers a namespace.
     *
     * @throws IllegalArgumentException if the name does not start with a slash, or is taken
     */
    void register(String name, NamespaceHandler handler) {
        if (!name.startsWith("/")) {
            throw new IllegalArgumentException("namespace is \"" + name + "\", must start with a slash");
        }
        if (registered.putIfAbsent(name, new RegisteredNamespace(name, handler)) != null) {
            throw new IllegalArgumentException("namespace " + name + " is registered already");
        }
    }

    @Nullable
    RegisteredNamespace find(String name) {
        return registered.get(name);
    }

    /** Returns a namespace's part on a loop, null if there is no such namespace; to be called on that loop. */
    @Nullable
    LoopNamespace find(EventLoop loop, String name) {
        RegisteredNamespace namespace = registered.get(name);
        return namespace == null ? null : index(loop).namespace(namespace);
    }

    Collection<RegisteredNamespace> all() {
        return registered.values();
    }

    /** Returns every loop that may have sockets, with its part. */
    Map<EventLoop, LoopIndex> loops() {
        return loops;
    }

    private LoopIndex index(EventLoop loop) {
        return loops.computeIfAbsent(loop, key -> new LoopIndex());
    }
}
