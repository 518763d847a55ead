package dev.maestro.server.measure;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a node was doing over a few seconds. What is counted is of the time since the sample before; the rest is as it stood at
 * the end.
 *
 * <p>Spec: docs/operating.md, "Samples".
 *
 * @param time when it was taken, epoch milliseconds; later than that of the one before
 * @param span of what time the counts are, milliseconds
 * @param sockets as of {@link Standing#sockets}
 * @param connections as of {@link Standing#connections}
 * @param polling as of {@link Standing#polling}
 * @param opened how many engine sessions began
 * @param closes how many ended, by reason; reasons without any are left out, as in all that follow
 * @param drops how many messages were dropped, by class
 * @param events how many events were handed to the sockets, by family
 * @param lag how long those took
 * @param messages how many messages were taken for clients of the engine
 * @param bytes how long those were
 * @param requests REST requests
 * @param asked client events
 * @param queues how much waits for each pool of threads
 * @param heap bytes
 * @param rss bytes; null where that is not known
 * @param cpu what the process uses of all processors, percent; null where that is not known
 * @param machineCpu what everybody uses of them, percent; null where that is not known
 */
record Sample(
        long time,
        long span,
        Map<String, Integer> sockets,
        int connections,
        int polling,
        long opened,
        Map<String, Long> closes,
        Map<String, Long> drops,
        Map<String, Long> events,
        EventFlow.Lag lag,
        long messages,
        long bytes,
        Answers.Count requests,
        Asked asked,
        Map<String, Integer> queues,
        int terminals,
        int viewers,
        Heap heap,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long rss,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double cpu,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double machineCpu) {
    /**
     * Events of clients that were carried out or refused.
     *
     * @param failed how many of them failed for a reason that was not the client's
     */
    record Asked(long all, long failed) {}

    /**
     * Memory of the heap, in bytes.
     *
     * @param max -1 without a bound
     */
    record Heap(long used, long max) {}
}
