package dev.maestro.server.socketio;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A client that asked for a namespace and waits for its middleware.
 *
 * <p>States: made → asked → ended. What the middleware says after the end, or a second time, is the caller's to ignore.
 */
@EventLoopConfined
final class Asking {
    private final LoopNamespace namespace;
    private final EventLoop loop;
    private @Nullable CompletionStage<Admission> answer;
    private @Nullable Future<?> deadline;
    private boolean ended;

    Asking(LoopNamespace namespace, EventLoop loop) {
        this.namespace = namespace;
        this.loop = loop;
    }

    LoopNamespace namespace() {
        return namespace;
    }

    String name() {
        return namespace.registered().name();
    }

    /** Returns whether the middleware's decision has been taken. */
    boolean ended() {
        return ended;
    }

    /**
     * Puts the request to the middleware.
     *
     * @param patience how long that may take; then the decision is a {@link HubException} of ours
     * @param decided gets the decision or the failure, on any thread; now, if there is one
     */
    void ask(ConnectRequest request, Duration patience, BiConsumer<@Nullable Admission, @Nullable Throwable> decided) {
        // Before the middleware is asked: it may decide at once, which ends this.
        deadline = loop.schedule(() -> decided.accept(null, tooLate()), patience.toMillis(), TimeUnit.MILLISECONDS);
        try {
            CompletionStage<Admission> asked = admit(request);
            answer = asked;
            var unused = asked.whenComplete((admission, failure) -> {
                try {
                    decided.accept(admission, failure);
                } catch (RuntimeException e) {
                    // The stage would keep it to itself.
                    Failures.logged(name(), "decision", e);
                }
            });
        } catch (RuntimeException e) {
            decided.accept(null, e);
        }
    }

    /** Lets go of the middleware, which need not decide any more if it has not begun to. */
    void end() {
        ended = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (answer != null) {
            answer.toCompletableFuture().cancel(false);
        }
    }

    private CompletionStage<Admission> admit(ConnectRequest request) {
        CompletableFuture<NamespaceHandler> handler = namespace.registered().whenMade();
        return handler.isDone()
                ? handler.join().admit(request)
                : handler.thenComposeAsync(made -> made.admit(request), loop);
    }

    private static HubException tooLate() {
        return HubException.of(ErrorCode.UNAVAILABLE, "the hub did not decide in time, try again");
    }
}
