package dev.maestro.server.backend;

import static dev.maestro.server.backend.Sample.await;
import static dev.maestro.server.backend.Sample.commitOf;
import static dev.maestro.server.backend.Sample.committed;
import static dev.maestro.server.backend.Sample.event;
import static dev.maestro.server.backend.Sample.told;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.BackendContract.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link EventFeed} promises. */
abstract class FeedPromises {
    private Backend backend;
    private Offset start;

    abstract BackendContract contract();

    @BeforeEach
    void open() {
        backend = contract().open();
        start = backend.feed().head();
    }

    @Test
    void anEventReadsAsItWasCommitted() {
        NewEvent event = new NewEvent(
                EventName.SESSION_SPAWN, "p", List.of("s1", "s \"2\""), JsonBytes.of(Map.of("x", "ü\n\0")));
        CommitResult.Committed result = committed(backend, commitOf(event));
        CommittedEvent expected = new CommittedEvent(
                result.offset(), result.timestamp(), event.name(), "p", event.sessionIds(), event.data());

        RecordingListener listener = new RecordingListener();
        backend.feed().subscribe(start, listener);

        assertThat(listener.await(1)).containsExactly(expected);
        assertThat(backend.feed().read(start, 5).events()).containsExactly(expected);
    }

    @Test
    void aSubscriptionAtTheHeadGetsOnlyWhatFollows() {
        commitEvents(3);
        RecordingListener listener = new RecordingListener();
        backend.feed().subscribe(backend.feed().head(), listener);
        commitEvents(2);

        listener.await(2);
        assertThat(listener.sequences()).containsExactly(4L, 5L);
        assertThat(listener.gaps()).isEmpty();
    }

    @Test
    void aSubscriptionResumesWhereItIsTold() {
        commitEvents(10);
        RecordingListener listener = new RecordingListener();
        backend.feed().subscribe(at(4), listener);
        commitEvents(5);

        listener.await(11);
        assertThat(listener.sequences()).isEqualTo(numbers(5, 15));
    }

    @Test
    void aSubscriptionResumesAfterReopening() {
        commitEvents(10);
        backend.close();
        Backend again = contract().open();
        RecordingListener listener = new RecordingListener();
        again.feed().subscribe(at(4), listener);
        committed(again, commitOf(event("a", 1)));

        listener.await(7);
        assertThat(listener.sequences()).isEqualTo(numbers(5, 11));
        assertThat(listener.gaps()).isEmpty();
        assertThat(again.feed().head()).isEqualTo(at(11));
    }

    @Test
    void aSlowListenerLosesNothing() {
        CountDownLatch release = new CountDownLatch(1);
        RecordingListener listener = new RecordingListener();
        backend.feed().subscribe(start, held(release, listener));
        // Far more than a feed keeps in memory.
        commitEvents(30_000);
        release.countDown();

        listener.await(30_000);
        assertThat(listener.sequences()).isEqualTo(numbers(1, 30_000));
        assertThat(listener.gaps()).isEmpty();
    }

    @Test
    void largeEventsArriveToo() {
        String large = "x".repeat(900_000);
        RecordingListener live = new RecordingListener();
        backend.feed().subscribe(start, live);
        for (int i = 0; i < 20; i++) {
            committed(backend, commitOf(new NewEvent(EventName.TASK_UPDATED, "p", List.of(), JsonBytes.of(large))));
        }
        RecordingListener late = new RecordingListener();
        backend.feed().subscribe(start, late);

        live.await(20);
        late.await(20);
        assertThat(live.sequences()).isEqualTo(numbers(1, 20));
        assertThat(late.sequences()).isEqualTo(numbers(1, 20));
        assertThat(late.events()).allMatch(event -> event.data().lengthBytes() == large.length() + 2);
    }

    @Test
    void listenersDoNotDisturbEachOther() {
        RecordingListener good = new RecordingListener();
        AtomicInteger failures = new AtomicInteger();
        backend.feed().subscribe(start, new EventFeed.Listener() {
            @Override
            public void onEvents(List<CommittedEvent> events) {
                failures.incrementAndGet();
                throw new IllegalStateException("a listener that always fails");
            }

            @Override
            public void onGap(Offset resumesAfter) {
                throw new IllegalStateException("a listener that always fails");
            }
        });
        backend.feed().subscribe(start, good);
        commitEvents(5);

        good.await(5);
        assertThat(good.sequences()).isEqualTo(numbers(1, 5));
        assertThat(failures.get()).isPositive();
    }

    @Test
    void aListenerThatFailsIsToldThatItMissedEvents() {
        RecordingListener listener = new RecordingListener();
        AtomicBoolean failed = new AtomicBoolean();
        backend.feed().subscribe(start, new EventFeed.Listener() {
            @Override
            public void onEvents(List<CommittedEvent> events) {
                if (failed.compareAndSet(false, true)) {
                    throw new IllegalStateException("a listener that fails once");
                }
                listener.onEvents(events);
            }

            @Override
            public void onGap(Offset resumesAfter) {
                listener.onGap(resumesAfter);
            }
        });
        commitEvents(1);
        await("the gap", () -> !listener.gaps().isEmpty());
        commitEvents(2);

        listener.await(2);
        assertThat(listener.gaps()).containsExactly(at(1));
        assertThat(listener.sequences()).containsExactly(2L, 3L);
    }

    @Test
    void aClosedSubscriptionIsCalledNoMore() {
        RecordingListener closed = new RecordingListener();
        RecordingListener open = new RecordingListener();
        EventFeed.Subscription subscription = backend.feed().subscribe(start, closed);
        backend.feed().subscribe(start, open);
        commitEvents(3);
        closed.await(3);
        subscription.close();
        subscription.close();
        commitEvents(3);

        open.await(6);
        assertThat(closed.sequences()).isEqualTo(numbers(1, 3));
    }

    @Test
    void closingWaitsForTheCallThatRuns() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        EventFeed.Subscription subscription = backend.feed().subscribe(start, new EventFeed.Listener() {
            @Override
            public void onEvents(List<CommittedEvent> events) {
                entered.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                ended.set(true);
            }

            @Override
            public void onGap(Offset resumesAfter) {}
        });
        commitEvents(1);
        entered.await();
        Thread closer = new Thread(subscription::close);
        closer.start();
        await("the closer waits", () -> closer.getState() == Thread.State.WAITING);
        release.countDown();
        closer.join();

        assertThat(ended.get()).isTrue();
    }

    @Test
    void aListenerMayCloseItself() {
        RecordingListener other = new RecordingListener();
        AtomicInteger calls = new AtomicInteger();
        CompletableFuture<EventFeed.Subscription> own = new CompletableFuture<>();
        own.complete(backend.feed().subscribe(start, new EventFeed.Listener() {
            @Override
            public void onEvents(List<CommittedEvent> events) {
                calls.incrementAndGet();
                own.join().close();
            }

            @Override
            public void onGap(Offset resumesAfter) {}
        }));
        commitEvents(1);
        await("the call", () -> calls.get() == 1);
        backend.feed().subscribe(start, other);
        commitEvents(5);

        other.await(6);
        assertThat(calls.get()).isOne();
    }

    @Test
    void whatIsOverTheCountIsTrimmedAndTold() {
        backend.close();
        Backend small = contract().open(new Limits(Duration.ofHours(1), 10));
        for (int i = 0; i < 50; i++) {
            committed(small, commitOf(event("a", i + 1)));
        }
        await("trimming", () -> small.feed().read(at(39), 1).lost());

        assertThat(small.feed().read(at(40), 100).events()).hasSize(10);
        RecordingListener listener = new RecordingListener();
        small.feed().subscribe(start, listener);
        listener.await(10);
        assertThat(listener.gaps()).containsExactly(at(40));
        assertThat(listener.sequences()).isEqualTo(numbers(41, 50));
    }

    @Test
    void whatIsTooOldIsTrimmedAndTold() {
        backend.close();
        Backend small = contract().open(new Limits(Duration.ofHours(1), 1_000));
        for (int i = 0; i < 5; i++) {
            committed(small, commitOf(event("old", i + 1)));
        }
        contract().clock().move(Duration.ofMinutes(59));
        committed(small, commitOf(event("young", 1)));
        contract().clock().move(Duration.ofMinutes(2));
        await("trimming", () -> small.feed().read(at(4), 1).lost());

        assertThat(small.feed().read(at(5), 10).events()).hasSize(1);
        RecordingListener listener = new RecordingListener();
        small.feed().subscribe(at(2), listener);
        listener.await(1);
        assertThat(listener.gaps()).containsExactly(at(5));

        contract().clock().move(Duration.ofHours(2));
        await("trimming", () -> small.feed().read(at(5), 1).lost());
        assertThat(small.feed().head()).isEqualTo(at(6));
        assertThat(small.feed().read(at(6), 1).lost()).isFalse();
        small.close();
        assertThat(contract().open().feed().head()).isEqualTo(at(6));
    }

    @Test
    void aListenerThatTrimmingOvertookIsToldAndGoesOn() {
        backend.close();
        backend = contract().open(new Limits(Duration.ofHours(1), 10));
        CountDownLatch release = new CountDownLatch(1);
        RecordingListener listener = new RecordingListener();
        backend.feed().subscribe(start, held(release, listener));
        // More than a feed keeps in memory, and all but ten of them trimmed.
        commitEvents(30_000);
        await("trimming", () -> backend.feed().read(at(29_989), 1).lost());
        release.countDown();

        await("the end", () -> listener.sequences().contains(30_000L));
        assertThat(listener.gaps()).containsExactly(at(29_990));
        List<Long> sequences = listener.sequences();
        int before = sequences.size() - 10;
        assertThat(sequences.subList(0, before)).isEqualTo(numbers(1, before));
        assertThat(sequences.subList(before, sequences.size())).isEqualTo(numbers(29_991, 30_000));
    }

    @Test
    void anOffsetOfAnotherEpochIsLost() {
        commitEvents(3);
        Offset foreign = committed(contract().openOther(), told("a", 0)).offset();

        assertThat(foreign.epoch()).isNotEqualTo(start.epoch()).matches("[0-9A-Za-z]{1,32}");
        assertLost(foreign);
    }

    @Test
    void anOffsetPastTheHeadIsLost() {
        commitEvents(3);

        assertLost(at(4));
    }

    /** Returns a listener that lets its news through only once it is released. */
    private static EventFeed.Listener held(CountDownLatch release, EventFeed.Listener listener) {
        return new EventFeed.Listener() {
            @Override
            public void onEvents(List<CommittedEvent> events) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                listener.onEvents(events);
            }

            @Override
            public void onGap(Offset resumesAfter) {
                listener.onGap(resumesAfter);
            }
        };
    }

    private void assertLost(Offset offset) {
        assertThat(backend.feed().read(offset, 10)).isEqualTo(new EventFeed.Stretch(List.of(), true));
        RecordingListener listener = new RecordingListener();
        backend.feed().subscribe(offset, listener);
        listener.await(3);
        assertThat(listener.gaps()).containsExactly(start);
        assertThat(listener.sequences()).isEqualTo(numbers(1, 3));
    }

    private void commitEvents(int count) {
        List<NewEvent> events = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            events.add(event("a", i));
            if (events.size() == 1_000 || i == count) {
                committed(backend, commitOf(events.toArray(NewEvent[]::new)));
                events.clear();
            }
        }
    }

    private Offset at(long sequence) {
        return new Offset(start.epoch(), sequence);
    }

    private static List<Long> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}
