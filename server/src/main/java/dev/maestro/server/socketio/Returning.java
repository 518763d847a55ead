package dev.maestro.server.socketio;

import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Which sockets are here by pid, and how one comes back: found, still allowed, and its log still whole.
 *
 * <p>A socket whose connection is dead without our knowing is ended when its client comes back for it.
 *
 * <p>Threads: thread-safe.
 */
final class Returning {
    private final Recovery recovery;
    private final ConcurrentMap<String, Socket> connected = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Claim> coming = new ConcurrentHashMap<>();

    Returning(Recovery recovery) {
        this.recovery = recovery;
    }

    Recovery recovery() {
        return recovery;
    }

    /**
     * Who asks for a socket.
     *
     * @param namespace where
     * @param identity who it is
     * @param pid the socket it had
     * @param offset the last offset it had, null if none
     * @param mark tells this claim from another that asks for the same
     */
    record Claim(
            RegisteredNamespace namespace,
            String identity,
            String pid,
            @Nullable String offset,
            Object mark) {
        Claim(RegisteredNamespace namespace, String identity, String pid, @Nullable String offset) {
            this(namespace, identity, pid, offset, new Object());
        }
    }

    /** A socket that may come back, and the first stretch of what it missed. */
    record Found(SavedSocket socket, Recovery.Missed missed) {}

    /** A socket is connected that can come back under that pid; from now on its state is kept. */
    void connected(String pid, Socket socket, EventLoop loop) {
        connected.put(pid, socket);
        socket.keep(new SocketSaves(pid, recovery, loop, socket::state));
    }

    void gone(String pid, Socket socket) {
        connected.remove(pid, socket);
    }

    /**
     * Looks whether a client may have its socket back; empty when it cannot, and has to begin afresh.
     *
     * <p>Until {@link #settled} is called for the claim, nobody else may have the socket.
     */
    CompletionStage<Optional<Found>> claim(Claim claim, NamespaceHandler handler, @Nullable Object attachment) {
        if (coming.putIfAbsent(claim.pid(), claim) != null) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        return state(claim)
                .thenApply(found -> found.filter(saved -> belongs(saved, claim)))
                .thenCompose(found -> found.isEmpty()
                        ? CompletableFuture.completedStage(Optional.<Found>empty())
                        : allowed(found.get(), claim, handler, attachment));
    }

    /** The claim has been decided, and a socket that came back is connected. */
    void settled(Claim claim) {
        coming.remove(claim.pid(), claim);
    }

    private CompletionStage<Optional<SavedSocket>> state(Claim claim) {
        Socket present = connected.get(claim.pid());
        if (present == null) {
            return recovery.find(claim.pid());
        }
        return present.identity().equals(claim.identity())
                ? present.supersede()
                        .thenCompose(left ->
                                left.isPresent() ? CompletableFuture.completedStage(left) : recovery.find(claim.pid()))
                : CompletableFuture.completedStage(Optional.empty());
    }

    private CompletionStage<Optional<Found>> allowed(
            SavedSocket saved, Claim claim, NamespaceHandler handler, @Nullable Object attachment) {
        return handler.mayRecover(saved, attachment)
                .thenCompose(may -> may
                        ? recovery.resume(saved, claim.namespace().addresses(), claim.offset())
                        : CompletableFuture.completedStage(Recovery.Missed.LOST))
                .thenApply(missed -> missed.lost() ? Optional.empty() : Optional.of(new Found(saved, missed)));
    }

    private static boolean belongs(SavedSocket saved, Claim claim) {
        return saved.namespace().equals(claim.namespace().name())
                && saved.identity().equals(claim.identity());
    }
}
