package dev.maestro.server.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;

/**
 * Everything that can be scraped of one hub.
 *
 * <p>A scrape reads each part once, so that what belongs together is of one moment, and nothing is kept between two scrapes.
 *
 * <p>Life-cycle: open when made; {@link #close} lets go of what listens to the virtual machine, and is idempotent.
 *
 * <p>Threads: thread-safe.
 */
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry;
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final JvmHeapPressureMetrics pressure = new JvmHeapPressureMetrics();

    private Metrics(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    /** Makes what can be scraped of these parts, and of the virtual machine. */
    public static Metrics of(List<MeterSource> sources) {
        PrometheusRegistry meters = new PrometheusRegistry();
        meters.register(new Parts(List.copyOf(sources)));
        Metrics metrics = new Metrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, meters, Clock.SYSTEM));
        metrics.watchTheMachine();
        return metrics;
    }

    private void watchTheMachine() {
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        collections.bindTo(registry);
        pressure.bindTo(registry);
    }

    /** Returns how everything stands, in the text of Prometheus. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        pressure.close();
        registry.close();
    }

    /**
     * All parts, as the registry collects them.
     *
     * @param sources each tells of meters of its own
     */
    private record Parts(List<MeterSource> sources) implements MultiCollector {
        @Override
        public MetricSnapshots collect() {
            Readings readings = new Readings();
            sources.forEach(source -> source.read(readings));
            return readings.snapshots();
        }
    }
}
