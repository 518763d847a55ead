package dev.maestro.server.metrics;

import dev.maestro.server.measure.Spread;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How all meters stood at one moment, while they are read.
 *
 * <p>Threads: confined to one scrape.
 */
public final class Readings {
    private static final Pattern LINK = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");
    private static final String TOTAL = "_total";

    private final Map<HubMeter, List<DataPointSnapshot>> points = new EnumMap<>(HubMeter.class);

    Readings() {}

    /**
     * Adds a reading of a gauge or a counter.
     *
     * @param labels a value for each label of the meter, in its order
     * @throws IllegalArgumentException if the meter is a histogram, or has other labels
     */
    public void add(HubMeter meter, double value, String... labels) {
        Labels named = labels(meter, labels);
        add(
                meter,
                switch (meter.kind()) {
                    case GAUGE -> new GaugeSnapshot.GaugeDataPointSnapshot(value, named, null);
                    case COUNTER -> new CounterSnapshot.CounterDataPointSnapshot(value, named, null, 0);
                    case HISTOGRAM -> throw new IllegalArgumentException(meter + " is a histogram");
                });
    }

    /**
     * Adds a reading of a histogram.
     *
     * @param labels as in {@link #add(HubMeter, double, String...)}
     * @throws IllegalArgumentException if the meter is none, or has other labels
     */
    public void add(HubMeter meter, Spread.Reading spread, String... labels) {
        if (meter.kind() != MeterKind.HISTOGRAM) {
            throw new IllegalArgumentException(meter + " is no histogram");
        }
        List<Double> bounds = new ArrayList<>(spread.bounds());
        bounds.add(Double.POSITIVE_INFINITY);
        add(
                meter,
                new HistogramSnapshot.HistogramDataPointSnapshot(
                        ClassicHistogramBuckets.of(bounds, spread.counts()),
                        spread.sum(),
                        labels(meter, labels),
                        Exemplars.EMPTY,
                        0));
    }

    private void add(HubMeter meter, DataPointSnapshot point) {
        points.computeIfAbsent(meter, key -> new ArrayList<>()).add(point);
    }

    private static Labels labels(HubMeter meter, String... values) {
        String[] names = meter.labels().stream().map(MeterLabel::wire).toArray(String[]::new);
        if (names.length != values.length) {
            throw new IllegalArgumentException(
                    meter + " has " + names.length + " labels, and got " + values.length + " values");
        }
        return Labels.of(names, values);
    }

    MetricSnapshots snapshots() {
        List<MetricSnapshot> all = new ArrayList<>(points.size());
        points.forEach((meter, read) -> all.add(snapshot(meter, read)));
        return new MetricSnapshots(all);
    }

    private static MetricSnapshot snapshot(HubMeter meter, List<DataPointSnapshot> read) {
        return switch (meter.kind()) {
            case GAUGE -> new GaugeSnapshot(metadata(meter), typed(read));
            case COUNTER -> new CounterSnapshot(metadata(meter), typed(read));
            case HISTOGRAM -> new HistogramSnapshot(metadata(meter), typed(read));
        };
    }

    // A meter has one kind, and so have its points.
    @SuppressWarnings("unchecked")
    private static <T extends DataPointSnapshot> List<T> typed(List<DataPointSnapshot> read) {
        return (List<T>) read;
    }

    /** Returns a sentence as it reads without its marks and links. */
    private static String plain(String meaning) {
        return LINK.matcher(meaning).replaceAll("$1").replace("`", "");
    }

    // The format adds the ending of counters itself.
    private static MetricMetadata metadata(HubMeter meter) {
        String name = meter.wire();
        return new MetricMetadata(
                name.endsWith(TOTAL) ? name.substring(0, name.length() - TOTAL.length()) : name,
                plain(meter.meaning()));
    }
}
