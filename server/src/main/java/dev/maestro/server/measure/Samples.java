package dev.maestro.server.measure;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.protocol.json.JsonBytes;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The last hour of a node, a sample every {@value #EVERY_SECONDS} s, whether anybody watches or not.
 *
 * <p>A sample reads counters that are there anyway; it asks neither the store nor other nodes, and waits for nobody. Memory:
 * {@value #KEPT} samples, written out, of about a kilobyte each.
 *
 * <p>Threads: thread-safe; {@link #take} is confined to the one that samples.
 */
public final class Samples {
    static final int EVERY_SECONDS = 5;
    static final int KEPT = 720;

    /** How often {@link #take} is to be called. */
    public static final Duration EVERY = Duration.ofSeconds(EVERY_SECONDS);

    private static final byte[] SAMPLES = ",\"samples\":[".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = "]}".getBytes(StandardCharsets.UTF_8);

    private final String node;
    private final Sources sources;
    private final Clock clock;
    private final Vitals vitals = new Vitals();

    @GuardedBy("this")
    private final Deque<Taken> kept = new ArrayDeque<>(KEPT);

    // Touched by the thread that samples, alone.
    private Standing before;
    private Answers.Count answersBefore;
    private Outcomes.Count outcomesBefore;
    private long lastNanos;
    private long lastTime;

    /**
     * What is read at each sample.
     *
     * @param standing must cost little and never block
     * @param flow what comes out of the feed
     * @param answers of REST
     * @param outcomes of REST requests and client events together
     */
    public record Sources(Supplier<Standing> standing, EventFlow flow, Answers answers, Outcomes outcomes) {}

    /** A sample as it goes out. */
    private record Taken(long time, JsonBytes json) {}

    private Samples(String node, Sources sources, Clock clock, long nanos) {
        this.node = node;
        this.sources = sources;
        this.clock = clock;
        this.before = sources.standing().get();
        this.answersBefore = sources.answers().now();
        this.outcomesBefore = sources.outcomes().now();
        this.lastNanos = nanos;
        this.lastTime = clock.millis();
    }

    /**
     * Begins to count; there are no samples yet.
     *
     * @param node what the node is called
     */
    public static Samples begin(String node, Sources sources, Clock clock) {
        return begin(node, sources, clock, System.nanoTime());
    }

    static Samples begin(String node, Sources sources, Clock clock, long nanos) {
        return new Samples(node, sources, clock, nanos);
    }

    /** Takes a sample. */
    public void take() {
        take(System.nanoTime());
    }

    void take(long nanos) {
        Sample sample = sample(nanos);
        keep(new Taken(sample.time(), JsonBytes.of(sample)));
    }

    /**
     * Returns the samples later than a moment, the oldest first, as they go out.
     *
     * @param moment epoch milliseconds
     */
    public JsonBytes since(long moment) {
        long startedAt = ManagementFactory.getRuntimeMXBean().getStartTime();
        byte[] head = JsonBytes.of(new Head(node, startedAt, EVERY.toMillis())).array();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        // They are written already: the head is left open for them.
        out.write(head, 0, head.length - 1);
        out.writeBytes(SAMPLES);
        String comma = "";
        for (JsonBytes sample : later(moment)) {
            out.writeBytes(comma.getBytes(StandardCharsets.UTF_8));
            out.writeBytes(sample.array());
            comma = ",";
        }
        out.writeBytes(END);
        return JsonBytes.ofUtf8(out.toByteArray());
    }

    private synchronized List<JsonBytes> later(long moment) {
        return kept.stream()
                .filter(taken -> taken.time() > moment)
                .map(Taken::json)
                .toList();
    }

    private synchronized void keep(Taken taken) {
        if (kept.size() == KEPT) {
            kept.removeFirst();
        }
        kept.addLast(taken);
    }

    private Sample sample(long nanos) {
        Standing now = sources.standing().get();
        EventFlow.Taken flow = sources.flow().take();
        // In this order: a request is counted among all before it is among those of REST.
        Answers.Count answers = sources.answers().now();
        Outcomes.Count outcomes = sources.outcomes().now();
        Answers.Count requests = answers.since(answersBefore);
        Vitals.Reading process = vitals.read();
        // Clients ask for what is later than what they have, so a clock that is put back must not hide what follows.
        long time = Math.max(clock.millis(), lastTime + 1);
        Sample sample = new Sample(
                time,
                Duration.ofNanos(nanos - lastNanos).toMillis(),
                new TreeMap<>(now.sockets()),
                now.connections(),
                now.polling(),
                now.opened() - before.opened(),
                since(before.closes(), now.closes()),
                since(before.drops(), now.drops()),
                flow.families(),
                flow.lag(),
                now.messages() - before.messages(),
                now.bytes() - before.bytes(),
                requests,
                asked(outcomes, requests),
                new TreeMap<>(now.queues()),
                now.terminals(),
                now.viewers(),
                new Sample.Heap(process.heapUsed(), process.heapMax()),
                process.rss(),
                process.cpu(),
                process.machineCpu());
        before = now;
        answersBefore = answers;
        outcomesBefore = outcomes;
        lastNanos = nanos;
        lastTime = time;
        return sample;
    }

    // What was counted in one place and not yet in the other belongs to the next sample.
    private Sample.Asked asked(Outcomes.Count outcomes, Answers.Count requests) {
        return new Sample.Asked(
                Math.max(0, outcomes.all() - outcomesBefore.all() - requests.all()),
                Math.max(0, outcomes.failures() - outcomesBefore.failures() - requests.failed()));
    }

    private static Map<String, Long> since(Map<String, Long> then, Map<String, Long> now) {
        Map<String, Long> more = new HashMap<>();
        now.forEach((name, count) -> {
            long added = count - then.getOrDefault(name, 0L);
            if (added > 0) {
                more.put(name, added);
            }
        });
        return new TreeMap<>(more);
    }

    /**
     * What the answer begins with.
     *
     * @param startedAt when the process was started, epoch milliseconds
     * @param interval milliseconds between two samples
     */
    private record Head(String node, long startedAt, long interval) {}
}
