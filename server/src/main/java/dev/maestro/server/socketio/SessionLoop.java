package dev.maestro.server.socketio;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the engine sessions of one event loop share: their timers, and one flush at the end of a turn of the loop.
 *
 * <p>Threads: made by any; then confined to its loop, but for what is final and immutable.
 */
@EventLoopConfined
final class SessionLoop {
    private static final Logger LOG = LoggerFactory.getLogger(SessionLoop.class);

    private final EventLoop loop;
    private final EngineConfig config;
    private final EngineCounters counters;
    private final SendPolicy policy;
    private final LoopTraffic traffic = new LoopTraffic();
    private final Consumer<EngineSession> onGone;
    private final TimerQueue pings;
    private final TimerQueue pongs;
    private final TimerQueue joins;
    private List<Outlet> toFlush = new ArrayList<>();
    private List<Outlet> flushing = new ArrayList<>();

    /** Makes what the sessions of {@code loop} share; {@code onGone} hears of each session that ended. */
    SessionLoop(EventLoop loop, EngineConfig config, EngineCounters counters, Consumer<EngineSession> onGone) {
        this.loop = loop;
        this.config = config;
        this.counters = counters;
        this.policy = new SendPolicy(config, counters, traffic);
        this.onGone = onGone;
        this.pings = new TimerQueue(loop, config.pingInterval());
        this.pongs = new TimerQueue(loop, config.pingTimeout());
        this.joins = new TimerQueue(loop, config.connectTimeout());
    }

    EventLoop loop() {
        return loop;
    }

    EngineConfig config() {
        return config;
    }

    EngineCounters counters() {
        return counters;
    }

    SendPolicy policy() {
        return policy;
    }

    /** Returns what was sent here; may be asked from any thread. */
    LoopTraffic traffic() {
        return traffic;
    }

    /** Returns the timers that stand for the next ping. */
    TimerQueue pings() {
        return pings;
    }

    /** Returns the timers that stand for the answer to a ping. */
    TimerQueue pongs() {
        return pongs;
    }

    /** Returns the timers that stand for the first namespace. */
    TimerQueue joins() {
        return joins;
    }

    /** Flushes a session at the end of this turn; it asks once a turn. */
    void flushLater(Outlet outlet) {
        toFlush.add(outlet);
        if (toFlush.size() == 1) {
            loop.execute(this::flushAll);
        }
    }

    void gone(EngineSession session) {
        onGone.accept(session);
    }

    private void flushAll() {
        List<Outlet> due = toFlush;
        // A flush may make others send, which is for the next turn.
        toFlush = flushing;
        flushing = due;
        try {
            due.forEach(SessionLoop::flush);
        } finally {
            due.clear();
        }
    }

    private static void flush(Outlet outlet) {
        try {
            outlet.flushPlanned();
        } catch (RuntimeException e) {
            // The others' turn comes all the same.
            LOG.atError().setCause(e).log("a connection could not be flushed");
            outlet.broken();
        }
    }
}
