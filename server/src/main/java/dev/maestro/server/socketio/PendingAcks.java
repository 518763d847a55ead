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
    private final Map<Long, Pending> pending = new HashMap<>(2);
    private long nextId;

    PendingAcks(EventLoop loop) {
        this.loop = loop;
    }

    /** Returns the id that will complete {@code answer}; it fails when the time is over. */
    long expect(CompletableFuture<List<JsonNode>> answer, Duration timeout) {
        long id = nextId++;
        Future<?> timer = loop.schedule(() -> timedOut(id, timeout), timeout.toMillis(), TimeUnit.MILLISECONDS);
        pending.put(id, new Pending(answer, timer));
        return id;
    }

    void arrived(long id, List<JsonNode> args) {
        @Nullable Pending ack = pending.remove(id);
        if (ack != null) {
            ack.timer().cancel(false);
            ack.answer().complete(args);
        }
    }

    /** Fails all: the socket is gone. */
    void failAll(String why) {
        List<Pending> failed = List.copyOf(pending.values());
        pending.clear();
        for (Pending ack : failed) {
            ack.timer().cancel(false);
            ack.answer().completeExceptionally(new NoAckException(why));
        }
    }

    private void timedOut(long id, Duration timeout) {
        @Nullable Pending ack = pending.remove(id);
        if (ack != null) {
            ack.answer().completeExceptionally(new NoAckException("no ack within " + timeout.toMillis() + " ms"));
        }
    }

    private record Pending(CompletableFuture<List<JsonNode>> answer, Future<?> timer) {}
}
