package dev.maestro.server.cluster.terminal;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Lease;
import dev.maestro.server.backend.Leases;
import dev.maestro.server.backend.LiveChannel;
import dev.maestro.server.backend.Registry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A store as one node reaches it: what it says may get lost, and it may be cut off altogether.
 *
 * <p>Threads: thread-safe.
 */
final class Ports {
    private final Backend store;
    private final Random random;
    private final double lossy;
    private final List<LiveChannel.Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean cut;
    private volatile boolean dropping;
    private volatile @Nullable Predicate<byte[]> refuses;

    /** Loses such a part of what a node says, once told to. */
    Ports(Backend store, double lossy, long seed) {
        this.store = store;
        this.lossy = lossy;
        this.random = new Random(seed);
    }

    void loses(boolean now) {
        dropping = now;
    }

    /** Nothing comes and nothing goes any more. */
    void cut() {
        cut = true;
    }

    /** Has a lease be over for all others, as it is when its time is. */
    void end(Lease lease) {
        store.leases().release(lease);
    }

    /** It is there again; what was said meanwhile is lost. */
    void mend() {
        cut = false;
        listeners.forEach(LiveChannel.Listener::onLoss);
    }

    /** Does not send what is like this; null for sending all. */
    void refuses(@Nullable Predicate<byte[]> which) {
        refuses = which;
    }

    Backend backend() {
        return (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, args) -> {
                    return switch (method.getName()) {
                        case "live" -> new Live();
                        case "leases" -> reached(Leases.class, store.leases());
                        case "registry" -> reached(Registry.class, store.registry());
                        default -> method.invoke(store, args);
                    };
                });
    }

    private <T> T reached(Class<T> type, T port) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            if (cut) {
                throw new BackendUnavailableException("cut off");
            }
            try {
                return method.invoke(port, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    private synchronized boolean lost() {
        return dropping && random.nextDouble() < lossy;
    }

    private final class Live implements LiveChannel {
        @Override
        public boolean publish(String topic, byte[] message) {
            Predicate<byte[]> refused = refuses;
            if (cut || (refused != null && refused.test(message))) {
                return false;
            }
            return lost() || store.live().publish(topic, message);
        }

        @Override
        public Subscription subscribe(String topic, Listener listener) {
            listeners.add(listener);
            return store.live().subscribe(topic, new Listener() {
                @Override
                public void onMessage(byte[] message) {
                    if (!cut) {
                        listener.onMessage(message);
                    }
                }

                @Override
                public void onLoss() {
                    listener.onLoss();
                }
            });
        }
    }
}
