package dev.maestro.server.backend;

import static dev.maestro.server.backend.Sample.await;
import static dev.maestro.server.backend.Sample.commitOf;
import static dev.maestro.server.backend.Sample.committed;
import static dev.maestro.server.backend.Sample.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.BackendContract.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link EventFeed#read} promises to those who replay the log. */
abstract class StretchPromises {
    private Backend backend;
    private Offset start;

    abstract BackendContract contract();

    @BeforeEach
    void open() {
        backend = contract().open();
        start = backend.feed().head();
    }

    @Test
    void aStretchIsAsLongAsAskedForUnlessTheLogEnds() {
        commitEvents(10);

        assertThat(sequences(backend.feed().read(start, 4))).isEqualTo(numbers(1, 4));
        assertThat(sequences(backend.feed().read(at(8), 4))).isEqualTo(numbers(9, 10));
        assertThat(backend.feed().read(at(10), 4)).isEqualTo(new EventFeed.Stretch(List.of(), false));
    }

    @Test
    void pagesReadByManyWhileCommitsGoOnAreExact() throws Exception {
        // More than a feed keeps in memory, so that pages come from wherever they are.
        commitEvents(12_000);
        int end = 20_000;
        ExecutorService threads = Executors.newFixedThreadPool(7);
        try {
            List<Future<?>> reading = new ArrayList<>();
            for (long from : List.of(0L, 1L, 255L, 3_800L, 11_900L, 12_000L)) {
                reading.add(threads.submit(() -> assertExact(from, end)));
            }
            Future<?> writing = threads.submit(() -> {
                for (long sequence = 12_001; sequence <= end; sequence += 4) {
                    committed(backend, commitOf(event("a", 1), event("a", 2), event("a", 3), event("a", 4)));
                }
            });
            writing.get();
            for (Future<?> each : reading) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Reads page after page until an event is there, and looks at each. */
    private void assertExact(long from, long end) {
        long deadline = System.nanoTime() + Sample.PATIENCE.toNanos();
        long place = from;
        while (place < end) {
            EventFeed.Stretch page = backend.feed().read(at(place), 256);
            assertThat(page.lost()).isFalse();
            assertThat(page.events()).hasSizeLessThanOrEqualTo(256);
            assertThat(sequences(page))
                    .isEqualTo(numbers(place + 1, place + page.events().size()));
            place += page.events().size();
            assertThat(System.nanoTime()).as("deadline at " + place).isLessThan(deadline);
        }
    }

    @Test
    void aReadSeesWhatWasCommittedBeforeIt() {
        for (int i = 1; i <= 300; i++) {
            CommitResult.Committed result = committed(backend, commitOf(event("a", i)));
            assertThat(backend.feed().read(at(i - 1), 256).events())
                    .singleElement()
                    .extracting(CommittedEvent::offset)
                    .isEqualTo(result.offset());
            assertThat(backend.feed().read(result.offset(), 256)).isEqualTo(new EventFeed.Stretch(List.of(), false));
        }
    }

    @Test
    void pagesFollowOnEachOtherAfterReopening() {
        commitEvents(1_000);
        backend.close();
        backend = contract().open();

        assertExact(0, 1_000);
        assertThat(backend.feed().read(at(1_001), 256).lost()).isTrue();
        commitEvents(1_000);
        assertExact(500, 2_000);
    }

    @Test
    void aPageOfLargeEventsEndsEarlyAndIsFollowedByTheRest() {
        String large = "x".repeat(900_000);
        for (int i = 0; i < 20; i++) {
            committed(backend, commitOf(new NewEvent(EventName.TASK_UPDATED, "p", List.of(), JsonBytes.of(large))));
        }
        backend.close();
        backend = contract().open();

        int bytes = backend.feed().read(start, 256).events().stream()
                .mapToInt(event -> event.data().lengthBytes())
                .sum();
        assertThat(bytes).isBetween(900_000, 16 << 20);
        assertExact(0, 20);
    }

    @Test
    void whatWasTrimmedIsLostToWhoeverReadsItAndTheRestIsThere() {
        backend.close();
        backend = contract().open(new Limits(Duration.ofHours(1), 500));
        commitEvents(3_000);
        await("trimming", () -> backend.feed().read(at(2_499), 256).lost());

        for (long place : List.of(0L, 1L, 1_000L, 2_499L)) {
            assertThat(backend.feed().read(at(place), 256)).isEqualTo(new EventFeed.Stretch(List.of(), true));
        }
        assertExact(2_500, 3_000);
    }

    @Test
    void anOffsetThisLogNeverGaveIsLost() {
        commitEvents(300);
        Offset foreign = new Offset("x" + start.epoch(), 5);

        for (Offset offset : List.of(at(301), at(Long.MAX_VALUE), at(-1), foreign)) {
            assertThat(backend.feed().read(offset, 256)).isEqualTo(new EventFeed.Stretch(List.of(), true));
        }
        assertThat(backend.feed().read(at(300), 256)).isEqualTo(new EventFeed.Stretch(List.of(), false));
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

    private static List<Long> sequences(EventFeed.Stretch stretch) {
        return stretch.events().stream().map(event -> event.offset().sequence()).toList();
    }

    private static List<Long> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}
