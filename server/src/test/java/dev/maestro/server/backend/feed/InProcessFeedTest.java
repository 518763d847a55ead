package dev.maestro.server.backend.feed;

import static dev.maestro.server.backend.Sample.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.RecordingListener;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the feed makes of what it is told, whatever the store. */
class InProcessFeedTest {
    private static final Offset START = at("one", 0);

    private final ListedLog log = new ListedLog();
    private final InProcessFeed feed = new InProcessFeed("feed", START, 0, log, Writers.MANY_NODES);

    InProcessFeedTest() {
        feed.start();
    }

    @AfterEach
    void end() {
        feed.close();
    }

    @Test
    void anotherEpochIsToldOnceToEachListenerAndAllGoOnInIt() {
        RecordingListener listener = listen(START);
        publish("one", 1, 3);
        listener.await(3);
        log.become(List.of(), at("two", 2));
        feed.restart(at("two", 2));
        publish("two", 3, 5);

        listener.await(6);
        assertThat(listener.gaps()).containsExactly(at("two", 2));
        assertThat(listener.sequences()).containsExactly(1L, 2L, 3L, 3L, 4L, 5L);
        assertThat(feed.head()).isEqualTo(at("two", 5));
    }

    @Test
    void whoBeginsInAnEpochThatTheFeedHasYetToLearnOfIsNotToldOfItAgain() {
        log.become(List.of(), at("two", 7));
        RecordingListener early = listen(at("two", 7));
        RecordingListener stale = listen(START);
        await("the gap", () -> stale.gaps().size() == 1);
        publish("one", 1, 2);
        feed.restart(at("two", 7));
        publish("two", 8, 9);

        early.await(2);
        stale.await(2);
        assertThat(early.gaps()).isEmpty();
        assertThat(stale.gaps()).containsExactly(at("two", 7));
        assertThat(early.sequences()).containsExactly(8L, 9L);
        assertThat(stale.sequences()).containsExactly(8L, 9L);
    }

    @Test
    void whatIsStoredIsReadBeforeTheFeedIsHandedIt() {
        ListedLog written = new ListedLog();
        try (InProcessFeed own = new InProcessFeed("feed", START, 0, written, Writers.THIS_NODE)) {
            own.storing();
            written.become(events("one", 1, 2), at("one", 0));
            assertThat(own.read(START, 10).events()).hasSize(2);
            assertThat(own.readTold(START, 10).events()).as("of what was told").isEmpty();

            own.stored(events("one", 1, 2));
            written.become(List.of(), at("one", 0));
            assertThat(own.read(START, 10).events()).as("out of memory").hasSize(2);
        }
    }

    @Test
    void severalEpochsInARowEndInTheLast() {
        RecordingListener listener = listen(START);
        publish("one", 1, 1);
        listener.await(1);
        for (String epoch : List.of("two", "three", "four")) {
            log.become(List.of(), at(epoch, 1));
            feed.restart(at(epoch, 1));
        }
        publish("four", 2, 2);

        listener.await(2);
        assertThat(listener.gaps()).isNotEmpty().doesNotHaveDuplicates().endsWith(at("four", 1));
        assertThat(listener.events().get(1).offset()).isEqualTo(at("four", 2));
    }

    @Test
    void numbersThatAreLeftOutAreNoGapAndNoNews() {
        RecordingListener listener = listen(START);
        List<CommittedEvent> some = List.of(event("one", 2), event("one", 4));
        log.become(some, at("one", 0));
        feed.publish(some, 6);
        publish("one", 7, 7);

        listener.await(3);
        assertThat(listener.sequences()).containsExactly(2L, 4L, 7L);
        assertThat(listener.gaps()).isEmpty();
        assertThat(feed.head()).isEqualTo(at("one", 7));
        assertThat(feed.read(at("one", 4), 1).events()).containsExactly(event("one", 7));
    }

    @Test
    void whatTheFeedWasNotHandedIsReadFromTheLog() {
        RecordingListener listener = listen(START);
        log.become(events("one", 1, 4), START);
        feed.advance(4);
        listener.await(4);
        feed.publish(List.of(event("one", 5)));

        listener.await(5);
        assertThat(listener.sequences()).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(listener.gaps()).isEmpty();
    }

    @Test
    void whatIsNotInTheLogEitherIsAGap() {
        RecordingListener listener = listen(START);
        await("a place", () -> log.reads() > 0);
        log.become(List.of(), at("one", 4));
        feed.advance(4);
        await("the gap", () -> listener.gaps().size() == 1);
        publish("one", 5, 5);

        listener.await(1);
        assertThat(listener.gaps()).containsExactly(at("one", 4));
    }

    @Test
    void aLogThatCannotBeReadIsReadLater() {
        log.fail(true);
        RecordingListener listener = listen(START);
        publish("one", 1, 2);
        await("tries", () -> log.reads() > 1);
        assertThat(listener.count()).isZero();
        log.fail(false);

        listener.await(2);
        assertThat(listener.gaps()).isEmpty();
    }

    @Test
    void aStretchGoesOnInTheLogWhereMemoryEnds() {
        publish("one", 1, 3);
        log.become(events("one", 1, 6), START);

        assertThat(feed.read(START, 10).events()).isEqualTo(events("one", 1, 6));
        assertThat(feed.read(START, 5).events()).isEqualTo(events("one", 1, 5));
        assertThat(feed.read(at("one", 6), 5).events()).isEmpty();
        feed.trimmed(at("one", 2));
        log.become(events("one", 3, 6), at("one", 2));
        assertThat(feed.read(at("one", 1), 5).lost()).isTrue();
    }

    private RecordingListener listen(Offset after) {
        RecordingListener listener = new RecordingListener();
        feed.subscribe(after, listener);
        return listener;
    }

    private void publish(String epoch, long first, long last) {
        feed.publish(events(epoch, first, last));
    }

    private static List<CommittedEvent> events(String epoch, long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(sequence -> event(epoch, sequence))
                .toList();
    }

    private static CommittedEvent event(String epoch, long sequence) {
        return new CommittedEvent(
                at(epoch, sequence), 5, EventName.TASK_UPDATED, "p", List.of(), JsonBytes.of(Map.of("n", sequence)));
    }

    private static Offset at(String epoch, long sequence) {
        return new Offset(epoch, sequence);
    }

    /** A log that is a list. Threads: thread-safe. */
    private static final class ListedLog implements StoredLog {
        private List<CommittedEvent> events = List.of();
        private Offset trimmed = START;
        private boolean failing;
        private int reads;

        synchronized void become(List<CommittedEvent> newEvents, Offset newTrimmed) {
            events = newEvents;
            trimmed = newTrimmed;
        }

        synchronized void fail(boolean fails) {
            failing = fails;
        }

        synchronized int reads() {
            return reads;
        }

        @Override
        public synchronized Portion read(Offset after, int limit) {
            reads++;
            if (failing) {
                throw new BackendUnavailableException("it is told to fail");
            }
            if (!after.epoch().equals(trimmed.epoch()) || trimmed.isAfter(after)) {
                return Portion.gapUpTo(trimmed);
            }
            List<CommittedEvent> found = events.stream()
                    .filter(event -> event.offset().isAfter(after))
                    .limit(limit)
                    .toList();
            return Portion.of(
                    found, found.isEmpty() ? after : found.get(found.size() - 1).offset());
        }

        @Override
        public Portion replay(Offset after, int limit) {
            return read(after, limit);
        }
    }
}
