package dev.maestro.server.socketio;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.List;
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

    // Held for short: a loop comes in between two broadcasts, and so knows how far the feed had come by then.
    private final Object order = new Object();

    @GuardedBy("order")
    private Position position;

    Namespaces(Position position) {
        this.position = position;
    }

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

    /**
     * Posts broadcasts to every loop.
     *
     * @param broadcasts each loop gets references of its own; the caller keeps its
     * @param after how far the feed has been broadcast with them, null when they are not of the feed
     */
    void post(List<EncodedBroadcast> broadcasts, @Nullable Position after) {
        synchronized (order) {
            if (after != null) {
                position = after;
            }
            for (LoopIndex index : loops.values()) {
                broadcasts.forEach(EncodedBroadcast::retain);
                index.post(new LoopIndex.Post(broadcasts, after));
            }
        }
    }

    /** Returns every loop that may have sockets, with its part. */
    Map<EventLoop, LoopIndex> loops() {
        return loops;
    }

    private LoopIndex index(EventLoop loop) {
        LoopIndex index = loops.get(loop);
        return index == null ? newIndex(loop) : index;
    }

    private LoopIndex newIndex(EventLoop loop) {
        synchronized (order) {
            LoopIndex index = new LoopIndex(loop, position);
            loops.put(loop, index);
            return index;
        }
    }
}
