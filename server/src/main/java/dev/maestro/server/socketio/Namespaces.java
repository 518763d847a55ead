package dev.maestro.server.socketio;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which namespaces there are, and who is in them on each event loop.
 *
 * <p>Threads: thread-safe; a loop's part is touched by that loop only.
 */
final class Namespaces {
    private final Map<String, RegisteredNamespace> registered = new ConcurrentHashMap<>();
    private final DynamicNamespaces dynamic;
    private final BroadcastCounts counts;
    private final Map<EventLoop, LoopIndex> loops = new ConcurrentHashMap<>();

    // Held for short: a loop comes in between two broadcasts, and so knows how far the feed had come by then.
    private final Object order = new Object();

    @GuardedBy("order")
    private Position position;

    /**
     * Makes a registry without namespaces.
     *
     * @param maxDynamic the most namespaces over all templates
     * @param position how far the feed has come that will be broadcast
     * @param counters counts what is broadcast
     */
    Namespaces(int maxDynamic, Position position, EngineCounters counters) {
        this.dynamic = new DynamicNamespaces(maxDynamic);
        this.counts = counters.broadcasts();
        this.position = position;
    }

    /**
     * Registers a namespace, which wins over any template.
     *
     * @throws IllegalArgumentException if the name does not start with a slash, or is taken
     */
    void register(String name, NamespaceHandler handler) {
        if (!name.startsWith("/")) {
            throw new IllegalArgumentException("namespace is \"" + name + "\", must start with a slash");
        }
        if (registered.putIfAbsent(name, RegisteredNamespace.of(name, handler)) != null) {
            throw new IllegalArgumentException("namespace " + name + " is registered already");
        }
    }

    /**
     * Registers a template.
     *
     * @param handlers makes an instance's handler, on the event loop of whoever asks for it first
     * @throws IllegalArgumentException if the text is no template, or is taken
     */
    void register(String template, Function<NamespaceInstance, NamespaceHandler> handlers) {
        dynamic.register(NamespaceTemplate.of(template), handlers);
    }

    /** Returns a namespace that is there now, null if there is none. */
    @Nullable
    RegisteredNamespace find(String name) {
        @Nullable RegisteredNamespace namespace = registered.get(name);
        return namespace == null ? dynamic.find(name) : namespace;
    }

    /**
     * Returns a namespace's part on a loop, which stays until each hold of it was released; to be called on that loop.
     *
     * @return null if there is no such namespace
     * @throws dev.maestro.protocol.error.HubException {@code unavailable} if there are too many
     */
    @Nullable
    LoopNamespace hold(EventLoop loop, String name) {
        LoopIndex index = index(loop);
        @Nullable LoopNamespace part = index.find(name);
        if (part == null) {
            @Nullable RegisteredNamespace namespace = registered.get(name);
            if (namespace == null) {
                namespace = dynamic.hold(name);
            }
            if (namespace == null) {
                return null;
            }
            part = index.add(namespace);
        }
        part.hold();
        return part;
    }

    /** Lets go of one hold; to be called on that loop. With the last, a dynamic namespace's part goes. */
    void release(EventLoop loop, LoopNamespace part) {
        if (part.release() && part.registered().instance() != null) {
            index(loop).remove(part);
            dynamic.release(part.registered());
        }
    }

    /** Returns whether that is the text of a template. */
    boolean isTemplate(String text) {
        return dynamic.isTemplate(text);
    }

    /** Returns the namespaces that are there for good. */
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
                index.post(new LoopIndex.Post(broadcasts, after, null));
            }
        }
    }

    /** Gives every loop a visitor of its sockets, to come after what was posted before. */
    void post(Consumer<Socket> visitor) {
        synchronized (order) {
            loops.values().forEach(index -> index.post(new LoopIndex.Post(List.of(), null, visitor)));
        }
    }

    Map<String, EngineStatus.TemplateStatus> templates() {
        return dynamic.status();
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
            LoopIndex index = new LoopIndex(loop, position, counts);
            loops.put(loop, index);
            return index;
        }
    }
}
