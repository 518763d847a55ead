package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lives on one event loop: the members of its namespaces, and the broadcasts that wait for its turn.
 *
 * <p>All that waits is carried out in one turn, in order; then each connection is flushed once.
 *
 * <p>Threads: confined to the loop, but for {@link #post}.
 */
@EventLoopConfined
final class LoopIndex {
    private static final Logger LOG = LoggerFactory.getLogger(LoopIndex.class);

    private final EventLoop loop;
    private final BroadcastCounts counts;
    private final Queue<Post> posts = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean planned = new AtomicBoolean();
    private final Map<String, LoopNamespace> namespaces = new HashMap<>();
    private final Map<String, LoopTemplate> templates = new HashMap<>();
    private final List<EngineSession> toFlush = new ArrayList<>();
    private Position position;

    LoopIndex(EventLoop loop, Position position, BroadcastCounts counts) {
        this.loop = loop;
        this.counts = counts;
        this.position = position;
    }

    /**
     * Broadcasts that were made together, or a visit.
     *
     * @param broadcasts the receiver of the post owns a reference of each
     * @param after how far the feed has been broadcast with them, null when they are not of the feed
     * @param visitor what is then done with each socket; null for nothing
     */
    record Post(
            List<EncodedBroadcast> broadcasts,
            @Nullable Position after,
            @Nullable Consumer<Socket> visitor) {
        void release() {
            broadcasts.forEach(EncodedBroadcast::release);
        }
    }

    /** Returns how far the feed has been broadcast here. */
    Position position() {
        return position;
    }

    @Nullable
    LoopNamespace find(String name) {
        return namespaces.get(name);
    }

    LoopNamespace add(RegisteredNamespace namespace) {
        @Nullable NamespaceInstance instance = namespace.instance();
        LoopNamespace part;
        if (instance == null) {
            part = new LoopNamespace(namespace, this, null);
        } else {
            LoopTemplate template = templates.computeIfAbsent(instance.template(), text -> new LoopTemplate());
            part = new LoopNamespace(namespace, this, template);
            template.add(part);
        }
        namespaces.put(namespace.name(), part);
        return part;
    }

    void remove(LoopNamespace part) {
        namespaces.remove(part.registered().name());
        @Nullable NamespaceInstance instance = part.registered().instance();
        if (instance != null) {
            templates.computeIfPresent(instance.template(), (text, template) -> {
                template.remove(part);
                return template.isEmpty() ? null : template;
            });
        }
    }

    /** Calls an action, which must not end the session at once, for each socket of each namespace. */
    void forEachSocket(Consumer<Socket> action) {
        namespaces.values().forEach(namespace -> namespace.forEach(Set.of(), action));
    }

    /** Takes broadcasts to be carried out in the loop's next turn; from any thread, in the order of the calls. */
    void post(Post post) {
        posts.add(post);
        plan();
    }

    private void plan() {
        if (!planned.compareAndSet(false, true)) {
            return;
        }
        try {
            loop.execute(this::carryOutAll);
        } catch (RejectedExecutionException e) {
            LOG.atDebug().log("the event loop is gone");
            for (Post left = posts.poll(); left != null; left = posts.poll()) {
                left.release();
            }
        }
    }

    private void carryOutAll() {
        planned.set(false);
        Deliveries deliveries = new Deliveries(namespaces, templates, counts, toFlush);
        try {
            for (Post post = posts.poll(); post != null; post = posts.poll()) {
                post.broadcasts().forEach(deliveries::add);
                if (post.after() != null) {
                    position = post.after();
                }
                if (post.visitor() != null) {
                    deliveries.carryOut();
                    visit(post.visitor());
                }
            }
            deliveries.carryOut();
            toFlush.forEach(EngineSession::flushWritten);
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("broadcasts could not be carried out; the loop's clients start afresh");
            deliveries.discard();
            resyncEverybody();
            if (!posts.isEmpty()) {
                plan();
            }
        } finally {
            toFlush.clear();
        }
    }

    private void visit(Consumer<Socket> visitor) {
        List<Socket> present = new ArrayList<>();
        forEachSocket(present::add);
        for (Socket socket : present) {
            if (socket.connected()) {
                visit(socket, visitor);
            }
        }
    }

    private static void visit(Socket socket, Consumer<Socket> visitor) {
        try {
            visitor.accept(socket);
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("nsp", socket.namespace())
                    .setCause(e)
                    .log("a visit failed; its client starts afresh");
            socket.session().close(DisconnectReason.RESYNC);
        }
    }

    /** Nobody here knows any more what it was sent. */
    private void resyncEverybody() {
        Set<EngineSession> sessions = new HashSet<>();
        forEachSocket(socket -> sessions.add(socket.session()));
        sessions.forEach(session -> session.close(DisconnectReason.RESYNC));
    }
}
