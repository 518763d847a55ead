package dev.maestro.server.cluster;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What other nodes were asked and have not answered yet.
 *
 * <p>Threads: thread-safe.
 */
final class Asks {
    static final int SECONDS = 5;

    private record Ask(String node, CompletableFuture<byte[]> answer) {}

    private final Map<Long, Ask> waiting = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timers;

    Asks(ScheduledExecutorService timers) {
        this.timers = timers;
    }

    CompletableFuture<byte[]> add(long number, String node) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        waiting.put(number, new Ask(node, answer));
        try {
            Future<?> timer = timers.schedule(
                    () -> fail(number, HubException.of(ErrorCode.UNAVAILABLE, "the other node does not answer")),
                    SECONDS,
                    TimeUnit.SECONDS);
            var unused = answer.whenComplete((body, failure) -> timer.cancel(false));
        } catch (RejectedExecutionException e) {
            fail(number, HubException.of(ErrorCode.UNAVAILABLE, "the hub is stopping"));
        }
        return answer;
    }

    void answer(long number, String from, byte[] body) {
        Ask ask = take(number, from);
        if (ask != null) {
            ask.answer().complete(body);
        }
    }

    void refuse(long number, String from, byte[] body) {
        HubException refusal = decode(body);
        Ask ask = take(number, from);
        if (ask != null) {
            ask.answer().completeExceptionally(refusal);
        }
    }

    private @Nullable Ask take(long number, String from) {
        Ask ask = waiting.get(number);
        return ask != null && ask.node().equals(from) && waiting.remove(number, ask) ? ask : null;
    }

    void fail(long number, HubException why) {
        Ask ask = waiting.remove(number);
        if (ask != null) {
            ask.answer().completeExceptionally(why);
        }
    }

    void failOf(String node, HubException why) {
        waiting.forEach((number, ask) -> {
            if (ask.node().equals(node)) {
                fail(number, why);
            }
        });
    }

    void failAll(HubException why) {
        waiting.keySet().forEach(number -> fail(number, why));
    }

    static byte[] encode(HubException refusal) {
        return new BodyWriter()
                .text(refusal.code().wire())
                .text(refusal.getMessage())
                .number(refusal.retryAfterMillis().orElse(0))
                .bytes();
    }

    private static HubException decode(byte[] body) {
        BodyReader in = new BodyReader(body);
        ErrorCode code = code(in.text());
        String message = in.text();
        long retryAfter = in.number();
        return code == ErrorCode.RATE_LIMITED && retryAfter > 0
                ? HubException.rateLimited(message, retryAfter)
                : HubException.of(code, message);
    }

    private static ErrorCode code(String wire) {
        try {
            return ErrorCode.valueOf(wire.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return ErrorCode.UNAVAILABLE;
        }
    }
}
