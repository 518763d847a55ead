package dev.maestro.server.portal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.backend.LiveChannel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TypingTest {
    private static final Person ANN = new Person("user:ann", "ann");
    private static final Person BOB = new Person("user:bob", "bob");

    private final List<String> told = new ArrayList<>();
    private final HandTimers timers = new HandTimers();
    private final Typing typing =
            Typing.open(new Echo(), timers, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), new Typing.Listener() {
                @Override
                public void began(String projectId, Person person, long at) {
                    told.add(projectId + " " + person.key() + " began");
                }

                @Override
                public void stopped(String projectId, Person person, long at) {
                    told.add(projectId + " " + person.key() + " stopped");
                }
            });

    @AfterEach
    void stop() {
        typing.close();
        timers.shutdownNow();
    }

    @Test
    void whoSaysNoMoreOfItStopsAfterSixSeconds() {
        typing.start("p", ANN);
        timers.pass(Duration.ofMillis(5_999));
        assertThat(told).containsExactly("p user:ann began");
        timers.pass(Duration.ofMillis(1));
        assertThat(told).containsExactly("p user:ann began", "p user:ann stopped");
    }

    @Test
    void whoGoesOnTypingIsToldOfOnceAndStopsSixSecondsAfterTheLastWordOfIt() {
        typing.start("p", ANN);
        timers.pass(Duration.ofSeconds(4));
        typing.start("p", ANN);
        timers.pass(Duration.ofSeconds(4));
        assertThat(told).containsExactly("p user:ann began");
        timers.pass(Duration.ofSeconds(2));
        assertThat(told).containsExactly("p user:ann began", "p user:ann stopped");
    }

    @Test
    void whoStopsIsToldOfOnceAndOnlyThere() {
        typing.start("p", ANN);
        typing.start("q", ANN);
        typing.start("p", BOB);
        typing.stop("p", ANN);
        typing.stop("p", ANN);
        assertThat(told)
                .containsExactly("p user:ann began", "q user:ann began", "p user:bob began", "p user:ann stopped");
        timers.pass(Duration.ofSeconds(10));
        assertThat(told.subList(4, 6)).containsExactlyInAnyOrder("q user:ann stopped", "p user:bob stopped");
    }

    /** Brings what is said to who listens, at once. */
    private static final class Echo implements LiveChannel {
        private final List<Listener> listeners = new ArrayList<>();

        @Override
        public boolean publish(String topic, byte[] message) {
            listeners.forEach(listener -> listener.onMessage(message.clone()));
            return true;
        }

        @Override
        public Subscription subscribe(String topic, Listener listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }
    }

    /** Timers that run out when the test says so; what is to be done at once is. */
    private static final class HandTimers extends ScheduledThreadPoolExecutor {
        private final List<Timer> running = new ArrayList<>();
        private long now;

        private record Timer(long due, Runnable action, ScheduledFuture<?> future) {}

        HandTimers() {
            super(1);
        }

        @Override
        public void execute(Runnable command) {
            command.run();
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            ScheduledFuture<?> future = super.schedule(() -> {}, 1, TimeUnit.DAYS);
            running.add(new Timer(now + unit.toNanos(delay), command, future));
            return future;
        }

        void pass(Duration time) {
            now += time.toNanos();
            List<Timer> due = running.stream()
                    .filter(timer -> timer.due() <= now)
                    .filter(timer -> !timer.future().isCancelled())
                    .toList();
            running.removeAll(due);
            due.forEach(timer -> timer.action().run());
        }
    }
}
