package dev.maestro.server.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The acks one socket owes; late and unknown ones are ignored. */
@EventLoopConfined
final class PendingAcks {
    private final EventLoop loop;
    // Null while none is owed: most sockets never owe one.
    private @Nullable Map<Long, Pending> pending;
    private long nextId;

    /** Makes acks whose ids begin with that one. */
    PendingAcks(EventLoop loop, long firstId) {
        this.loop = loop;
        this.nextId = firstId;
    }

    /** Returns the id that will complete {@code answer}; it fails when the time is over. */
    long expect(CompletableFuture<List<JsonNode>> answer, Duration timeout) {
        long id = nextId++;
        Future<?> timer = loop.schedule(() -> timedOut(id, timeout), timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (pending == null) {
            pending = new HashMap<>();
        }
        pending.put(id, new Pending(answer, timer));
        return id;
    }

    void arrived(long id, List<JsonNode> args) {
        @Nullable Pending ack = take(id);
        if (ack != null) {
            ack.timer().cancel(false);
            ack.answer().complete(args);
        }
    }

    /** Fails all: the socket is gone. */
    void failAll(String why) {
        List<Pending> failed = pending == null ? List.of() : List.copyOf(pending.values());
        pending = null;
        for (Pending ack : failed) {
            ack.timer().cancel(false);
            ack.answer().completeExceptionally(new NoAckException(why));
        }
    }

    private @Nullable Pending take(long id) {
        if (pending == null) {
            return null;
        }
        @Nullable Pending ack = pending.remove(id);
        if (pending.isEmpty()) {
            pending = null;
        }
        return ack;
    }

    private void timedOut(long id, Duration timeout) {
        @Nullable Pending ack = take(id);
        if (ack != null) {
            ack.answer().completeExceptionally(new NoAckException("no ack within " + timeout.toMillis() + " ms"));
        }
    }

    private record Pending(CompletableFuture<List<JsonNode>> answer, Future<?> timer) {}
}
