package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;

/**
 * Pings a client, and ends its session when it does not answer in time.
 *
 * <p>One timer: it stands for the next ping, or for the answer that is due.
 */
@EventLoopConfined
final class Heartbeat {
    private final EngineSession session;
    private final SessionLoop home;
    private final Timer timer = new Timer(this::due);
    private boolean answerDue;
    private long startedNanos;

    Heartbeat(EngineSession session, SessionLoop home) {
        this.session = session;
        this.home = home;
    }

    void start() {
        startedNanos = System.nanoTime();
        home.pings().start(timer);
    }

    /** The client answered; an answer nobody asked for changes nothing. */
    void pong() {
        if (answerDue) {
            stop();
            answerDue = false;
            start();
        }
    }

    /**
     * Returns whether the client should have answered by now, though the timer may be late to say so.
     *
     * <p>Counted from the last answer, as the client counts from the last ping.
     */
    boolean overdue() {
        long allowed =
                home.config().pingInterval().plus(home.config().pingTimeout()).toNanos();
        return answerDue && System.nanoTime() - startedNanos >= allowed;
    }

    void stop() {
        (answerDue ? home.pongs() : home.pings()).stop(timer);
    }

    private void due() {
        if (answerDue) {
            session.close(DisconnectReason.PING_TIMEOUT);
        } else {
            answerDue = true;
            home.pongs().start(timer);
            session.ping();
        }
    }
}
