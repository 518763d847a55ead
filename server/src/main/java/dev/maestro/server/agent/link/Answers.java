package dev.maestro.server.agent.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The acks a link waits for. Threads: confined to the loop, where answers complete, too. */
final class Answers {
    private record Awaited(
            CompletableFuture<JsonNode> answer, @Nullable ScheduledFuture<?> end) {}

    private final ScheduledExecutorService loop;
    private final Map<Long, Awaited> awaited = new HashMap<>();
    private long lastId;

    Answers(ScheduledExecutorService loop) {
        this.loop = loop;
    }

    /** Returns the id under which the next answer is awaited. */
    long nextId() {
        return ++lastId;
    }

    /**
     * Waits for an answer.
     *
     * @param patience zero to wait as long as the link lasts
     */
    CompletionStage<JsonNode> await(long id, Duration patience) {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        ScheduledFuture<?> end =
                patience.isZero() ? null : loop.schedule(() -> giveUp(id), patience.toMillis(), TimeUnit.MILLISECONDS);
        awaited.put(id, new Awaited(answer, end));
        return answer;
    }

    private void giveUp(long id) {
        Awaited late = awaited.remove(id);
        if (late != null) {
            late.answer().completeExceptionally(new LinkLostException("the hub did not answer in time"));
        }
    }

    /** Takes an ack; one that nobody waits for is ignored. */
    void take(long id, List<JsonNode> args) {
        Awaited known = awaited.remove(id);
        if (known != null) {
            if (known.end() != null) {
                known.end().cancel(false);
            }
            known.answer().complete(args.isEmpty() ? MissingNode.getInstance() : args.get(0));
        }
    }

    /** Lets all that is awaited fail: the link broke. */
    void fail() {
        List<Awaited> lost = List.copyOf(awaited.values());
        awaited.clear();
        for (Awaited one : lost) {
            if (one.end() != null) {
                one.end().cancel(false);
            }
            one.answer().completeExceptionally(new LinkLostException("the link to the hub broke"));
        }
    }
}
