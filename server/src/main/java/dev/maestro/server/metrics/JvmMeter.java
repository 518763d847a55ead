package dev.maestro.server.metrics;

import static dev.maestro.server.metrics.MeterKind.COUNTER;
import static dev.maestro.server.metrics.MeterKind.GAUGE;

import java.util.List;

/**
 * What of the virtual machine and the process is promised to be there, as Micrometer names it; there is more that depends on
 * the machine.
 */
public enum JvmMeter {
    MEMORY_USED("jvm_memory_used_bytes", GAUGE, "Memory in use; `area` is `heap` or `nonheap`", "area", "id"),
    MEMORY_COMMITTED("jvm_memory_committed_bytes", GAUGE, "Memory the system has given for it", "area", "id"),
    MEMORY_MAX("jvm_memory_max_bytes", GAUGE, "The most there may be; -1 without a bound", "area", "id"),
    BUFFERS("jvm_buffer_memory_used_bytes", GAUGE, "Buffers of the JDK outside the heap", "id"),
    GC_ALLOCATED("jvm_gc_memory_allocated_bytes_total", COUNTER, "What was allocated on the heap"),
    GC_PROMOTED("jvm_gc_memory_promoted_bytes_total", COUNTER, "What has grown old there"),
    GC_LIVE("jvm_gc_live_data_size_bytes", GAUGE, "What was left of the old after it was collected last"),
    GC_MAX("jvm_gc_max_data_size_bytes", GAUGE, "The most the old may come to"),
    GC_OVERHEAD("jvm_gc_overhead", GAUGE, "Share of the processors that collecting took lately, 0 to 1"),
    THREADS("jvm_threads_live_threads", GAUGE, "Threads"),
    THREAD_STATES("jvm_threads_states_threads", GAUGE, "The same by what they do", "state"),
    CLASSES("jvm_classes_loaded_classes", GAUGE, "Classes"),
    PROCESS_CPU("process_cpu_usage", GAUGE, "Share of all processors this process uses, 0 to 1"),
    SYSTEM_CPU("system_cpu_usage", GAUGE, "Share of all processors that is used, 0 to 1"),
    PROCESSORS("system_cpu_count", GAUGE, "Processors"),
    UPTIME("process_uptime_seconds", GAUGE, "How long the process has run"),
    STARTED("process_start_time_seconds", GAUGE, "When it was started, since 1970"),
    FILES("process_files_open_files", GAUGE, "Files and connections that are open"),
    FILES_MAX("process_files_max_files", GAUGE, "The most there may be");

    private final String wire;
    private final MeterKind kind;
    private final String meaning;
    private final List<String> labels;

    JvmMeter(String wire, MeterKind kind, String meaning, String... labels) {
        this.wire = wire;
        this.kind = kind;
        this.meaning = meaning;
        this.labels = List.of(labels);
    }

    public String wire() {
        return wire;
    }

    public MeterKind kind() {
        return kind;
    }

    /** Returns a sentence without its full stop, in the form of the documents. */
    public String meaning() {
        return meaning;
    }

    public List<String> labels() {
        return labels;
    }
}
