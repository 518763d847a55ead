package dev.maestro.server.portal;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.LiveChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who types in which project's chat, on all nodes. All that is said goes over the live channel, and each node draws the same
 * conclusions of it: whoever begins is told of once, and stops {@link #STOPS_AFTER} after the last word of it, whatever
 * became of the node where it types.
 *
 * <p>At most {@value #MOST} type at a time; more are not heard of. Threads: thread-safe, nothing blocks; what is kept is
 * changed on the timers' thread alone, where the listener is called.
 */
public final class Typing implements AutoCloseable {
    /** When somebody stops of whom nothing more is heard. */
    public static final Duration STOPS_AFTER = Duration.ofSeconds(6);

    private static final Logger LOG = LoggerFactory.getLogger(Typing.class);
    private static final String TOPIC = "typing";
    private static final int MOST = 10_000;

    private final LiveChannel live;
    private final ScheduledExecutorService timers;
    private final Clock clock;
    private final Listener listener;
    private final LiveChannel.Subscription subscription;

    // Changed by the timers' thread alone.
    private final Map<Who, ScheduledFuture<?>> typing = new ConcurrentHashMap<>();
    private volatile boolean full;

    /** Hears who begins and stops; must not block. */
    public interface Listener {
        /**
         * Somebody began to type.
         *
         * @param at epoch milliseconds
         */
        void began(String projectId, Person person, long at);

        /**
         * Somebody stopped.
         *
         * @param at epoch milliseconds
         */
        void stopped(String projectId, Person person, long at);
    }

    private record Who(String projectId, Person person) {}

    /** What is said over the live channel. */
    record Word(String projectId, Person person, boolean types, long at) {}

    private Typing(LiveChannel live, ScheduledExecutorService timers, Clock clock, Listener listener) {
        this.live = live;
        this.timers = timers;
        this.clock = clock;
        this.listener = listener;
        this.subscription = live.subscribe(TOPIC, new Ear());
    }

    /**
     * Hears of it from now on; blocks for a moment.
     *
     * @param timers has one thread and never blocks
     */
    public static Typing open(LiveChannel live, ScheduledExecutorService timers, Clock clock, Listener listener) {
        return new Typing(live, timers, clock, listener);
    }

    /**
     * Somebody types.
     *
     * @throws HubException {@code unavailable} if too many others do
     */
    public void start(String projectId, Person person) {
        if (full && !typing.containsKey(new Who(projectId, person))) {
            throw HubException.of(ErrorCode.UNAVAILABLE, "too many are typing; try again");
        }
        say(new Word(projectId, person, true, clock.millis()));
    }

    /** Somebody types no more. */
    public void stop(String projectId, Person person) {
        say(new Word(projectId, person, false, clock.millis()));
    }

    private void say(Word word) {
        if (!live.publish(TOPIC, JsonBytes.of(word).array())) {
            // The others are away, but those here are not.
            heard(word);
        }
    }

    private void heard(Word word) {
        try {
            timers.execute(() -> take(word));
        } catch (RejectedExecutionException e) {
            LOG.atDebug().setCause(e).log("the hub stops; nobody is told who types");
        }
    }

    private void take(Word word) {
        Who who = new Who(word.projectId(), word.person());
        ScheduledFuture<?> before = typing.get(who);
        if (before != null) {
            before.cancel(false);
        }
        if (!word.types()) {
            stop(who, word.at());
        } else if (before != null || typing.size() < MOST) {
            typing.put(
                    who,
                    timers.schedule(() -> stop(who, clock.millis()), STOPS_AFTER.toMillis(), TimeUnit.MILLISECONDS));
            full = typing.size() >= MOST;
            if (before == null) {
                listener.began(who.projectId(), who.person(), word.at());
            }
        }
    }

    private void stop(Who who, long at) {
        if (typing.remove(who) != null) {
            full = false;
            listener.stopped(who.projectId(), who.person(), at);
        }
    }

    @Override
    public void close() {
        subscription.close();
    }

    private final class Ear implements LiveChannel.Listener {
        @Override
        public void onMessage(byte[] message) {
            heard(JsonBytes.ofUtf8(message).asKnown(Word.class));
        }
    }
}
