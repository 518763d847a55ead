package dev.maestro.server.socketio;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Pings a client, and says so when it does not answer in time.
 *
 * <p>One timer at a time: it stands for the next ping, or for the answer that is due.
 */
@EventLoopConfined
final class Heartbeat {
    private final EventLoop loop;
    private final EngineConfig config;
    private final Runnable ping;
    private final Runnable silent;
    private @Nullable Future<?> timer;
    private boolean answerDue;
    private long startedNanos;

    Heartbeat(EventLoop loop, EngineConfig config, Runnable ping, Runnable silent) {
        this.loop = loop;
        this.config = config;
        this.ping = ping;
        this.silent = silent;
    }

    void start() {
        startedNanos = System.nanoTime();
        schedule(config.pingInterval(), this::ping);
    }

    /** The client answered; an answer nobody asked for changes nothing. */
    void pong() {
        if (answerDue) {
            answerDue = false;
            stop();
            start();
        }
    }

    /**
     * Returns whether the client should have answered by now, though the timer may be late to say so.
     *
     * <p>Counted from the last answer, as the client counts from the last ping.
     */
    boolean overdue() {
        long allowed = config.pingInterval().plus(config.pingTimeout()).toNanos();
        return answerDue && System.nanoTime() - startedNanos >= allowed;
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void ping() {
        answerDue = true;
        schedule(config.pingTimeout(), silent);
        ping.run();
    }

    private void schedule(Duration delay, Runnable action) {
        timer = loop.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
}
