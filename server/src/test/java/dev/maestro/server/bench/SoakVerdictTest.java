package dev.maestro.server.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class SoakVerdictTest {
    private static final long MEGABYTE = 1 << 20;

    @Test
    void whatSwaysIsFlat() {
        assertThat(SoakVerdict.grown(lives(i -> sample(i, 60 + i % 4, 300 + i % 9, 20, 60, 2_100 + i % 20))))
                .isEmpty();
    }

    @Test
    void theBeginningDoesNotCount() {
        assertThat(SoakVerdict.grown(lives(i -> sample(i, i < 6 ? 10 : 60, i < 6 ? 100 : 300, 20, 60, 2_000))))
                .isEmpty();
    }

    @Test
    void aHeapThatGrowsIsFound() {
        assertThat(SoakVerdict.grown(lives(i -> sample(i, 60 + 3 * i, 300, 20, 60, 2_000))))
                .hasSize(2)
                .allSatisfy(sentence -> assertThat(sentence).contains("heap after a collection grew from"));
    }

    @Test
    void threadsAndFilesAndDirectMemoryThatLeakAreFound() {
        assertThat(SoakVerdict.grown(lives(i -> sample(i, 60, 300, 20 + 3 * i, 60 + 2 * i, 2_000 + 40 * i))))
                .hasSize(6)
                .anySatisfy(sentence -> assertThat(sentence).contains("threads grew from"))
                .anySatisfy(sentence -> assertThat(sentence).contains("files grew from"))
                .anySatisfy(sentence -> assertThat(sentence).contains("direct memory grew from"));
    }

    @Test
    void tooFewSamplesAreNoVerdict() {
        assertThat(SoakVerdict.grown(List.of())).hasSize(2).allSatisfy(sentence -> assertThat(sentence)
                .contains("too few"));
    }

    @Test
    void whatIsTooShortIsNotBegun() {
        assertThatThrownBy(() -> SoakPlan.of(Map.of("MINUTES", "8"))).hasMessageContaining("MINUTES=8");
        assertThat(SoakPlan.of(Map.of()).length()).hasMinutes(20);
        assertThat(SoakPlan.of(Map.of("SMOKE", "1", "SOCKETS", "50")).verdict()).isFalse();
    }

    private static List<SoakSample> lives(IntFunction<SoakSample> sample) {
        List<SoakSample> samples = new ArrayList<>();
        for (int life = 1; life <= 2; life++) {
            for (int i = 0; i < 18; i++) {
                SoakSample at = sample.apply(i);
                samples.add(new SoakSample(
                        life,
                        at.seconds(),
                        at.heapBytes(),
                        at.rssBytes(),
                        at.directBytes(),
                        at.threads(),
                        at.files(),
                        at.sockets()));
            }
        }
        return samples;
    }

    private static SoakSample sample(int at, long heap, long rss, long direct, int threads, int files) {
        return new SoakSample(1, at, heap * MEGABYTE, rss * MEGABYTE, direct * MEGABYTE, threads, files, 2_000);
    }
}
