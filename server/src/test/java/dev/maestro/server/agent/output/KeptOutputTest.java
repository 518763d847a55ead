package dev.maestro.server.agent.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.screen.ScreenModel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class KeptOutputTest {
    private static final TerminalSize SIZE = new TerminalSize(40, 10);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int MUCH = 1 << 30;
    private static final int PATIENCE_S = 60;
    private static final Runnable NOTHING = () -> {};

    private final KeptOutput kept = new KeptOutput(SIZE, 100, LONG);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void beginsAtTheStartWithNoHistory() throws Exception {
        kept.append(bytes("hello"), NOTHING);
        assertThat(kept.begin(MUCH)).isEqualTo(new KeptOutput.Start(0, SIZE, null));
        assertThat(kept.chunk(0, 100)).isEqualTo(new KeptOutput.Chunk(0, 5, "hello"));
        assertThat(kept.chunk(5, 100).text()).isEmpty();
    }

    @Test
    void cutsNoCharacterAndNoSize() throws Exception {
        kept.append(bytes("aä€😀"), NOTHING);
        assertThat(kept.chunk(0, 5).text()).isEqualTo("aä");
        assertThat(kept.chunk(3, 6).text()).isEqualTo("€");
        kept.resized(new TerminalSize(50, 20));
        kept.append(bytes("b"), NOTHING);
        assertThat(kept.chunk(6, 100).text()).isEqualTo("😀");
        assertThat(kept.sizeAt(9)).isEqualTo(SIZE);
        assertThat(kept.sizeAt(10)).isEqualTo(new TerminalSize(50, 20));
        assertThat(kept.chunk(10, 100).text()).isEqualTo("b");
    }

    /** The hub's model begins with the history and is fed the rest: it must show what one shows that was fed everything. */
    @Test
    void theHistoryAndTheRestMakeTheWholeScreen() throws Exception {
        Random chance = new Random(3);
        ScreenModel all = ScreenModel.of(SIZE.cols(), SIZE.rows(), 100);
        String[] pieces = {
            "line ä €\r\n", "\u001b[31;1mred\u001b[0m ", "\u001b[5;3H", "😀", "\u001b]2;a title\u0007", "\u001b[2K", "x"
        };
        TerminalSize size = SIZE;
        for (int i = 0; i < 400_000; i++) {
            if (i % 97_001 == 97_000) {
                size = new TerminalSize(30 + chance.nextInt(50), 5 + chance.nextInt(30));
                kept.resized(size);
                all.resize(size.cols(), size.rows());
            }
            byte[] piece = bytes(pieces[chance.nextInt(pieces.length)]);
            kept.append(piece, NOTHING);
            all.feed(piece, 0, piece.length);
        }
        KeptOutput.Start start = kept.begin(MUCH);
        assertThat(start.position()).isPositive();
        ScreenModel hub = ScreenModel.of(start.size().cols(), start.size().rows(), 100);
        byte[] history = bytes(Objects.requireNonNull(start.history()));
        hub.feed(history, 0, history.length);
        long at = start.position();
        while (at < kept.end()) {
            KeptOutput.Chunk chunk = kept.chunk(at, 10_000);
            byte[] some = bytes(chunk.text());
            assertThat(some.length).isEqualTo((int) (chunk.end() - chunk.position()));
            TerminalSize there = kept.sizeAt(at);
            hub.resize(there.cols(), there.rows());
            hub.feed(some, 0, some.length);
            at = chunk.end();
        }
        TerminalSize last = kept.sizeAt(at);
        hub.resize(last.cols(), last.rows());
        assertThat(hub.snapshot()).isEqualTo(all.snapshot());
    }

    @Test
    void aSequenceThatIsCutByTheStartIsSentWhole() throws Exception {
        kept.begin(MUCH);
        kept.append(bytes("y".repeat(1_000) + "\u001b[3"), NOTHING);
        kept.taken(1_003);
        kept.append(bytes("1m" + "z".repeat(KeptOutput.KEPT - 2)), NOTHING);
        assertThat(kept.begin(MUCH).position()).isEqualTo(1_000);
        assertThat(kept.chunk(1_000, 10).text()).startsWith("\u001b[31mz");
    }

    @Test
    void aWriterWaitsForAHubThatTakesAndForNoOther() throws Exception {
        byte[] full = bytes("x".repeat(KeptOutput.KEPT));
        kept.begin(MUCH);
        kept.append(full, NOTHING);
        CompletableFuture<Void> more = append(kept, "more");
        assertThat(more).isNotDone();
        kept.taken(4);
        more.get(PATIENCE_S, TimeUnit.SECONDS);
        assertThat(kept.oldest()).isEqualTo(4);

        CompletableFuture<Void> yetMore = append(kept, "even more");
        kept.release();
        yetMore.get(PATIENCE_S, TimeUnit.SECONDS);
        assertThat(kept.oldest()).isGreaterThanOrEqualTo(13);
    }

    @Test
    void aHubThatTakesNothingIsNotWaitedForForEver() throws Exception {
        KeptOutput impatient = new KeptOutput(SIZE, 0, Duration.ofMillis(30));
        impatient.begin(MUCH);
        impatient.append(bytes("x".repeat(KeptOutput.KEPT)), NOTHING);
        append(impatient, "more").get(PATIENCE_S, TimeUnit.SECONDS);
        assertThat(impatient.oldest()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void aHubThatTakesSomethingAgainIsWaitedForAgain() throws Exception {
        AtomicLong passing = new AtomicLong(LONG.toNanos());
        AtomicLong now = new AtomicLong();
        KeptOutput impatient = new KeptOutput(SIZE, 0, LONG, () -> now.addAndGet(passing.get()));
        impatient.begin(MUCH);
        String full = "x".repeat(KeptOutput.KEPT);
        append(impatient, full + "more").get(PATIENCE_S, TimeUnit.SECONDS);
        assertThat(impatient.oldest()).isPositive();

        passing.set(0);
        impatient.taken(impatient.end());
        append(impatient, full).get(PATIENCE_S, TimeUnit.SECONDS);
        long taken = impatient.end() - KeptOutput.KEPT;
        CompletableFuture<Void> more = append(impatient, "more");
        assertThat(more).isNotDone();
        impatient.taken(taken + 4);
        more.get(PATIENCE_S, TimeUnit.SECONDS);
        assertThat(impatient.oldest()).isEqualTo(taken + 4);
    }

    @Test
    void aHistoryIsNoLargerThanWanted() throws Exception {
        KeptOutput large = new KeptOutput(new TerminalSize(300, 100), 1_000, LONG);
        for (int i = 0; i < 80; i++) {
            large.append(bytes(("\u001b[3" + i % 8 + "mc €\\u001b[m").repeat(3_000)), NOTHING);
        }
        assertThat(Objects.requireNonNull(large.begin(MUCH).history()).length()).isGreaterThan(70_000);
        assertThat(bytes(Objects.requireNonNull(large.begin(70_000).history())).length)
                .isBetween(100, 70_000);
        assertThat(large.begin(0).history()).isNull();
    }

    private static CompletableFuture<Void> append(KeptOutput kept, String text) {
        return CompletableFuture.runAsync(() -> {
            try {
                kept.append(bytes(text), NOTHING);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }
}
