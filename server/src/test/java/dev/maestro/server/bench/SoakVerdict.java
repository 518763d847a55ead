package dev.maestro.server.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Whether what a hub takes stays the same: of each life, the last third beside the third before it. What a life begins with,
 * while everybody comes and code is compiled, does not count.
 */
final class SoakVerdict {
    private static final double MEGABYTE = 1 << 20;

    /** How much more the last third may have: a share, and an amount, as nothing is still. */
    private record Bound(String what, String unit, ToDoubleFunction<SoakSample> value, double share, double amount) {}

    private static final List<Bound> BOUNDS = List.of(
            new Bound("heap after a collection", "MiB", sample -> sample.heapBytes() / MEGABYTE, 0.10, 8),
            new Bound("RSS", "MiB", sample -> sample.rssBytes() / MEGABYTE, 0.10, 32),
            new Bound("direct memory", "MiB", sample -> sample.directBytes() / MEGABYTE, 0.10, 8),
            new Bound("threads", "", SoakSample::threads, 0, 6),
            new Bound("files", "", SoakSample::files, 0.05, 50));

    private SoakVerdict() {}

    /** Returns a sentence for each figure that grew. */
    static List<String> grown(List<SoakSample> samples) {
        List<String> grown = new ArrayList<>();
        for (int life = 1; life <= 2; life++) {
            int which = life;
            List<SoakSample> ofLife =
                    samples.stream().filter(sample -> sample.life() == which).toList();
            if (ofLife.size() < 6) {
                grown.add("life " + life + " has " + ofLife.size() + " samples, too few to say anything");
                continue;
            }
            int third = ofLife.size() / 3;
            List<SoakSample> middle = ofLife.subList(ofLife.size() - 2 * third, ofLife.size() - third);
            List<SoakSample> late = ofLife.subList(ofLife.size() - third, ofLife.size());
            for (Bound bound : BOUNDS) {
                double before = mean(middle, bound.value);
                double after = mean(late, bound.value);
                if (after > before * (1 + bound.share) + bound.amount) {
                    grown.add("life %d: %s grew from %.1f to %.1f %s"
                            .formatted(life, bound.what, before, after, bound.unit)
                            .strip());
                }
            }
        }
        return grown;
    }

    private static double mean(List<SoakSample> samples, ToDoubleFunction<SoakSample> value) {
        return samples.stream().mapToDouble(value).average().orElseThrow();
    }
}
