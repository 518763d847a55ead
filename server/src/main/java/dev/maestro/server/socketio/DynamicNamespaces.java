package dev.maestro.server.socketio;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.socketio.EngineStatus.TemplateStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The namespaces that exist while somebody asks for them or is in them.
 *
 * <p>An instance is made at its first {@link #hold} and dropped at its last {@link #release}; each event loop with a
 * part of it holds it once. Both are one step on the instance's entry, so that nobody ever gets one that was dropped.
 *
 * <p>Threads: thread-safe. Handlers are made by the thread that got the first hold, under no lock.
 */
final class DynamicNamespaces {
    private final int limit;
    private final List<Template> templates = new CopyOnWriteArrayList<>();
    private final Map<String, Held> instances = new ConcurrentHashMap<>();
    private final AtomicInteger places = new AtomicInteger();

    /**
     * Makes a registry without templates.
     *
     * @param limit the most instances over all templates
     */
    DynamicNamespaces(int limit) {
        this.limit = limit;
    }

    /**
     * Registers a template; where several match, the one that came first counts.
     *
     * @throws IllegalArgumentException if it is registered already
     */
    void register(NamespaceTemplate shape, Function<NamespaceInstance, NamespaceHandler> handlers) {
        String text = shape.toString();
        if (isTemplate(text)) {
            throw new IllegalArgumentException("template " + text + " is registered already");
        }
        templates.add(new Template(shape, handlers));
    }

    /** Returns whether a template of that text is registered. */
    boolean isTemplate(String text) {
        // Every broadcast asks, and most go to names.
        return text.indexOf('{') >= 0
                && templates.stream().anyMatch(there -> there.shape().toString().equals(text));
    }

    /** Returns an instance that is there now, null if there is none. */
    @Nullable
    RegisteredNamespace find(String name) {
        @Nullable Held held = instances.get(name);
        return held == null ? null : held.namespace();
    }

    /**
     * Returns the instance of that name, which is made if nobody holds it, and stays until each hold is released.
     *
     * @return null if no template matches
     * @throws HubException {@code unavailable} if there are too many
     */
    @Nullable
    RegisteredNamespace hold(String name) {
        for (Template template : templates) {
            Optional<Map<String, String>> parameters = template.shape().match(name);
            if (parameters.isPresent()) {
                return hold(template, new NamespaceInstance(template.shape().toString(), name, parameters.get()));
            }
        }
        return null;
    }

    void release(RegisteredNamespace namespace) {
        instances.computeIfPresent(namespace.name(), (name, held) -> {
            if (held.holds() > 1) {
                return new Held(held.namespace(), held.holds() - 1);
            }
            places.decrementAndGet();
            return null;
        });
    }

    /** Returns how many instances and sockets each template has. */
    Map<String, TemplateStatus> status() {
        Map<String, TemplateStatus> status = new HashMap<>();
        templates.forEach(template -> status.put(template.shape().toString(), TemplateStatus.EMPTY));
        for (Held held : instances.values()) {
            NamespaceInstance instance = held.namespace().instance();
            if (instance != null) {
                status.computeIfPresent(
                        instance.template(),
                        (text, sum) -> sum.and(held.namespace().sockets()));
            }
        }
        return status;
    }

    private RegisteredNamespace hold(Template template, NamespaceInstance wanted) {
        RegisteredNamespace fresh = RegisteredNamespace.of(wanted);
        Held held = instances.compute(wanted.name(), (name, there) -> {
            if (there != null) {
                return new Held(there.namespace(), there.holds() + 1);
            }
            takePlace();
            return new Held(fresh, 1);
        });
        if (held.namespace() == fresh) {
            fresh.make(() -> template.handlers().apply(wanted));
        }
        return held.namespace();
    }

    private void takePlace() {
        if (places.getAndUpdate(taken -> Math.min(limit, taken + 1)) >= limit) {
            throw HubException.of(ErrorCode.UNAVAILABLE, "Too many namespaces");
        }
    }

    private record Template(NamespaceTemplate shape, Function<NamespaceInstance, NamespaceHandler> handlers) {}

    private record Held(RegisteredNamespace namespace, int holds) {}
}
