package dev.maestro.server.socketio;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.protocol.json.JsonBytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A recovery in memory, whose log a test writes and cuts as it likes. */
final class LoggedRecovery implements Recovery {
    private static final int STRETCH = 4;

    private final Map<String, SavedSocket> saved = new ConcurrentHashMap<>();
    private final Set<String> gone = ConcurrentHashMap.newKeySet();
    private volatile CompletableFuture<Void> found = CompletableFuture.completedFuture(null);

    @GuardedBy("this")
    private final List<Broadcast> log = new ArrayList<>();

    @GuardedBy("this")
    private long firstKept = 1;

    @GuardedBy("this")
    private final Set<Long> cutBefore = new HashSet<>();

    /** Returns the position after so many events. */
    static Position position(long sequence) {
        return new Position("o" + sequence, sequence);
    }

    /** Adds an event {@code n} to the log and returns it, with its sequence and offset as arguments. */
    Broadcast commit(Set<String> rooms, Set<String> emptied) {
        return commit(rooms, emptied, JsonBytes.of(0));
    }

    /** Adds an event with something more to carry. */
    Broadcast commit(Set<String> rooms, Set<String> emptied, JsonBytes load) {
        return commit("/", rooms, emptied, load);
    }

    /** Adds an event of another namespace, or of a template. */
    synchronized Broadcast commit(String namespace, Set<String> rooms, Set<String> emptied, JsonBytes load) {
        long sequence = log.size() + 1L;
        Broadcast broadcast = new Broadcast(
                namespace,
                rooms,
                "n",
                List.of(
                        JsonBytes.of(sequence),
                        load,
                        JsonBytes.of(position(sequence).offset())),
                emptied,
                sequence);
        log.add(broadcast);
        return broadcast;
    }

    /** Adds an event that only empties rooms. */
    synchronized Broadcast commitEmptying(String namespace, Set<String> rooms) {
        Broadcast broadcast = Broadcast.emptying(namespace, rooms, log.size() + 1L);
        log.add(broadcast);
        return broadcast;
    }

    /** Adds events that nobody has broadcast yet. */
    synchronized void commit(Set<String> rooms, int count) {
        for (int i = 0; i < count; i++) {
            commit(rooms, Set.of());
        }
    }

    synchronized long head() {
        return log.size();
    }

    /** Trims everything up to a sequence. */
    synchronized void trim(long upTo) {
        firstKept = upTo + 1;
    }

    /** Trims the log when somebody has read up to a sequence. */
    synchronized void loseAfter(long sequence) {
        cutBefore.add(sequence);
    }

    /** Makes whoever looks for a socket wait until the future returned is completed. */
    CompletableFuture<Void> holdFinding() {
        CompletableFuture<Void> held = new CompletableFuture<>();
        found = held;
        return held;
    }

    Map<String, SavedSocket> saved() {
        return saved;
    }

    boolean isGone(String pid) {
        return gone.contains(pid);
    }

    @Override
    public CompletionStage<Void> save(String pid, SavedSocket socket) {
        saved.put(pid, socket);
        gone.remove(pid);
        return CompletableFuture.runAsync(() -> {});
    }

    @Override
    public void gone(String pid) {
        gone.add(pid);
    }

    @Override
    public void forget(String pid) {
        saved.remove(pid);
    }

    @Override
    public CompletionStage<Optional<SavedSocket>> find(String pid) {
        return found.thenApplyAsync(now -> Optional.ofNullable(saved.get(pid)));
    }

    @Override
    public CompletionStage<Missed> resume(SavedSocket socket, Set<String> addresses, @Nullable String offset) {
        long connected = sequence(socket.offset());
        return next(addresses, position(offset == null ? connected : Math.max(connected, sequence(offset))));
    }

    @Override
    public CompletionStage<Missed> next(Set<String> addresses, Position after) {
        return CompletableFuture.supplyAsync(() -> read(addresses, after));
    }

    private synchronized Missed read(Set<String> addresses, Position after) {
        long from = after.sequence();
        if (from + 1 < firstKept || from > log.size() || cutBefore.contains(from)) {
            return Missed.LOST;
        }
        int to = (int) Math.min(log.size(), from + STRETCH);
        List<Broadcast> broadcasts = log.subList((int) from, to).stream()
                .filter(broadcast -> addresses.contains(broadcast.namespace()))
                .toList();
        return new Missed(broadcasts, position(to), false);
    }

    private static long sequence(String offset) {
        return Long.parseLong(offset.substring(1));
    }
}
