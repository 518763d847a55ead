package dev.maestro.server.namespace;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.LoginWatch;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells of those who log in: of each once for a connection, however many namespaces it comes into; and of those who are
 * refused, each time.
 *
 * <p>One for all namespaces. Threads: thread-safe. Memory: an entry for each connection with sockets that are known.
 */
public final class Logins {
    private static final String KEY = "namespace.login";

    private final LoginWatch watch;

    /** How many sockets each principal has on each connection. */
    @GuardedBy("this")
    private final Map<Object, Map<String, Integer>> sockets = new IdentityHashMap<>();

    public Logins(LoginWatch watch) {
        this.watch = watch;
    }

    /** A socket of somebody is there. */
    void came(HubClient client, Principal principal) {
        if (isFirst(client, principal.key())) {
            watch.loggedIn(visit(client), principal);
        }
    }

    /** A socket that was there already has said who it is; on its event loop, where it is known whether it is gone. */
    void said(HubClient client, Principal principal) {
        if (client.isChannelOpen()) {
            boolean unused = isFirst(client, principal.key());
        }
        watch.loggedIn(visit(client), principal);
    }

    /** Somebody was not let in. */
    void refused(HubClient client, @Nullable Principal known, HubException why) {
        watch.refused(visit(client), known, why);
    }

    private synchronized boolean isFirst(HubClient client, String key) {
        leave(client);
        client.set(KEY, key);
        return sockets.computeIfAbsent(client.connection(), connection -> new HashMap<>(2))
                        .merge(key, 1, Integer::sum)
                == 1;
    }

    /** Returns how many connections have sockets that are known. */
    synchronized int connections() {
        return sockets.size();
    }

    /** A socket is gone, whether it was known or not. */
    void gone(HubClient client) {
        synchronized (this) {
            leave(client);
        }
    }

    @GuardedBy("this")
    private void leave(HubClient client) {
        @Nullable String key = client.get(KEY);
        Map<String, Integer> mine = sockets.get(client.connection());
        if (key == null || mine == null) {
            return;
        }
        client.del(KEY);
        mine.computeIfPresent(key, (name, count) -> count == 1 ? null : count - 1);
        if (mine.isEmpty()) {
            sockets.remove(client.connection());
        }
    }

    private static LoginWatch.Visit visit(HubClient client) {
        return new LoginWatch.Visit(
                client.facts().client(),
                client.userAgent().orElse(null),
                client.getNamespace().getName());
    }
}
