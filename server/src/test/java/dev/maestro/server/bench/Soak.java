package dev.maestro.server.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.bench.client.Asking;
import dev.maestro.server.bench.client.ClientLoops;
import dev.maestro.server.bench.client.LightSocket;
import dev.maestro.server.bench.client.Rest;
import dev.maestro.server.bench.client.SocketListener;
import dev.maestro.server.bench.client.Target;
import io.netty.buffer.ByteBuf;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Runs the packaged hub for long with many sockets, some that come and go, some that do not read, and a restart in the middle,
 * and judges whether it stays as it is and nobody misses anything. How to run it: docs/bench.md, "The soak".
 */
final class Soak {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static final double CHANGES_PER_SECOND = 5;
    private static final int PADDING = 1_000;
    private static final double CONNECT_RATE = 200;
    private static final int NARROW_BYTES = 4 << 10;
    private static final int SLOW_SECONDS = 300;
    private static final int CHURN_SECONDS = 20;
    private static final int DRAIN_SECONDS = 60;
    private static final int LEFT_OPEN = 40;
    /** Why a restart cuts sockets off, and keeps them out until it is over. */
    private static final List<String> OF_A_RESTART = List.of(
            "closed: 1001",
            "connection refused",
            "no connection",
            "the connection ended before it was let in",
            "the WebSocket was refused: HTTP 503");

    private static final int NOT_KEPT = 1;
    private static final int BAD_USE = 2;

    private final SoakPlan plan;
    private final Path jar;
    private final Path folder;
    private final RunTime time = new RunTime();
    private final Stop stop = new Stop();
    private final SoakCounts counts = new SoakCounts();
    private final Queue<String> faults = SoakHub.noFaults();
    private final List<SoakSample> samples = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private final ScheduledExecutorService pace =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "soak-pace"));
    private final Tally failures = new Tally();
    private int filesAlone;

    private Soak(SoakPlan plan, Path jar, Path folder) {
        this.plan = plan;
        this.jar = jar;
        this.folder = folder;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Runs it; the argument is the jar. */
    public static void main(String[] args) throws Exception {
        try {
            SoakPlan plan = SoakPlan.of(System.getenv());
            boolean kept = new Soak(plan, Path.of(args[0]), Files.createTempDirectory("hub-soak")).run();
            System.exit(kept ? 0 : NOT_KEPT);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(BAD_USE);
        }
    }

    private boolean run() throws Exception {
        OUT.printf(
                "soak: %d sockets, %d s, restart in the middle, %.0f come and go a second, %d do not read; data in %s%n",
                plan.sockets(), plan.length().toSeconds(), plan.churnRate(), plan.slowReaders(), folder);
        SoakHub hub = SoakHub.start(jar, folder, 0, faults);
        Target target = new Target(URI.create(hub.url()));
        try (ClientLoops loops = ClientLoops.open(target, 2, Duration.ofSeconds(30))) {
            hub = loaded(hub, target, loops);
        } finally {
            pace.shutdownNow();
            hub.end();
        }
        return verdict();
    }

    private SoakHub loaded(SoakHub first, Target target, ClientLoops loops) throws Exception {
        filesAlone = first.sample(1, 0, 0).files();
        Rest rest = Rest.of(target);
        String project = rest.ask("POST", "/api/projects", JsonBytes.of(Map.of("name", "soak")))
                .path("id")
                .asText();
        ObjectNode document = Run.nothing().put("projectId", project).put("title", "soak");
        String task = rest.ask("POST", "/api/tasks", JsonBytes.of(document))
                .path("id")
                .asText();
        BenchPlan.Emission join =
                new BenchPlan.Emission("project:subscribe", Run.nothing().put("projectId", project));
        Asking asking = new Asking("/ui", Run.nothing());
        byte[] eventStart = asking.eventStart("task:updated");

        List<SoakSocket> steady = new ArrayList<>();
        for (int i = 0; i < plan.sockets(); i++) {
            steady.add(new SoakSocket(asking, join, eventStart, new Mark("soak"), loops::connect, pace, counts));
        }
        Pace.start(pace, time, CONNECT_RATE, steady.size(), (index, due) -> steady.get(index)
                .come());
        stop.within((long) (1_000 * (steady.size() / CONNECT_RATE + 3)));
        Lane lane = new Lane(
                0,
                mark -> rest.send(
                        "PATCH", "/api/tasks/" + task, JsonBytes.of(Map.of("description", mark + "x".repeat(PADDING)))),
                new Mark("soak"),
                pace,
                time,
                failures);
        Pace publishing = Pace.start(pace, time, CHANGES_PER_SECOND, Integer.MAX_VALUE, (index, due) -> lane.add(due));
        Pace churning = Pace.start(pace, time, plan.churnRate(), Integer.MAX_VALUE, (index, due) -> {
            var unused = loops.connect(asking, new Passing(join, CHURN_SECONDS, false));
        });
        Pace slowness = Pace.start(
                pace,
                time,
                (double) plan.slowReaders() / SLOW_SECONDS + 0.2,
                Integer.MAX_VALUE,
                (index, due) -> slow(loops, asking, join));

        live(first, 1);
        int code = first.stop();
        if (code != 0) {
            broken.add("the hub that was told to stop ended with " + code);
        }
        SoakHub second =
                SoakHub.start(jar, folder, URI.create(target.toString()).getPort(), faults);
        live(second, 2);

        churning.stop();
        slowness.stop();
        publishing.stop();
        publishing.done().join();
        settle(steady, lane);
        steady.forEach(SoakSocket::stop);
        emptied(second);
        int last = second.stop();
        if (last != 0) {
            broken.add("the hub that was told to stop ended with " + last);
        }
        return second;
    }

    private void slow(ClientLoops loops, Asking asking, BenchPlan.Emission join) {
        if (counts.slow.sum() < plan.slowReaders()) {
            counts.slow.increment();
            var unused = loops.connectNarrow(asking, new Passing(join, SLOW_SECONDS, true), NARROW_BYTES);
        }
    }

    private void live(SoakHub hub, int life) throws Exception {
        OUT.println(SoakSample.head());
        long began = time.micros();
        while (time.micros() - began < TimeUnit.NANOSECONDS.toMicros(plan.half().toNanos())) {
            stop.within(plan.sampleEvery().toMillis());
            SoakSample sample =
                    hub.sample(life, TimeUnit.MICROSECONDS.toSeconds(time.micros() - began), (int) counts.open.sum());
            samples.add(sample);
            OUT.println(sample);
        }
    }

    /** Waits until everybody is back and nothing more comes, and looks at what each lacks. */
    private void settle(List<SoakSocket> steady, Lane lane) {
        long heard = -1;
        for (int i = 0; i < DRAIN_SECONDS && (heard != counts.heard.sum() || counts.open.sum() < plan.sockets()); i++) {
            heard = counts.heard.sum();
            stop.within(2_000);
        }
        if (counts.open.sum() < plan.sockets()) {
            broken.add(counts.open.sum() + " of " + plan.sockets() + " sockets are there at the end");
        }
        long[] sums = new long[3];
        for (SoakSocket socket : steady) {
            long[] found = socket.faults(lane.scheduled(), lane.excused());
            for (int i = 0; i < sums.length; i++) {
                sums[i] += found[i];
            }
        }
        OUT.printf(
                "%d changes, %d of unknown outcome (%s); %d deliveries: %d lost, %d twice, %d out of order%n",
                lane.scheduled(),
                lane.excused().cardinality(),
                failures,
                counts.heard.sum(),
                sums[0],
                sums[1],
                sums[2]);
        if (sums[0] + sums[1] + sums[2] > 0) {
            broken.add("not everybody heard everything once and in order");
        }
        if (counts.heard.sum() == 0 || counts.recovered.sum() < plan.sockets()) {
            broken.add("only " + counts.recovered.sum() + " sockets were recovered, after a restart under "
                    + plan.sockets());
        }
    }

    /** When everybody has left, nothing of them is left. */
    private void emptied(SoakHub hub) throws Exception {
        SoakSample sample = hub.sample(2, 0, 0);
        for (int i = 0; i < DRAIN_SECONDS && sample.files() > filesAlone + LEFT_OPEN; i++) {
            stop.within(1_000);
            sample = hub.sample(2, 0, 0);
        }
        OUT.println("when everybody had left:");
        OUT.println(sample);
        if (sample.files() > filesAlone + LEFT_OPEN) {
            broken.add(sample.files() + " files are open though everybody has left, " + filesAlone
                    + " before anybody came");
        }
    }

    private boolean verdict() {
        OUT.printf(
                "%d came and went, %d recovered, %d began afresh; slow readers ended: %s; refused: %s%n",
                counts.churned.sum(),
                counts.recovered.sum(),
                counts.afresh.sum(),
                counts.slowEnded,
                counts.churnRefused);
        OUT.println("why sockets that stay were cut off: " + counts.ended);
        counts.ended.counts().keySet().stream()
                .filter(reason -> OF_A_RESTART.stream().noneMatch(reason::startsWith))
                .forEach(reason -> broken.add("sockets were cut off: " + reason));
        faults.stream().limit(20).forEach(line -> broken.add("the hub's log says: " + line));
        if (plan.verdict()) {
            broken.addAll(SoakVerdict.grown(samples));
        }
        broken.forEach(sentence -> OUT.println("not kept: " + sentence));
        String kept = broken.isEmpty() ? "KEPT" : "NOT KEPT";
        OUT.println(plan.verdict() ? kept : "NO VERDICT: too short to prove anything");
        return broken.isEmpty();
    }

    /** A socket that stays for a while, reading or not, and goes as a broken network does or in good order. */
    private final class Passing implements SocketListener {
        private final BenchPlan.Emission join;
        private final int seconds;
        private final boolean slow;
        private volatile boolean in;

        Passing(BenchPlan.Emission join, int seconds, boolean slow) {
            this.join = join;
            this.seconds = seconds;
            this.slow = slow;
        }

        @Override
        public void admitted(LightSocket socket) {
            in = true;
            counts.churned.increment();
            socket.ask(join.event(), JsonBytes.of(join.data()), answer -> {
                if (slow) {
                    socket.reads(false);
                }
            });
            boolean gently = ThreadLocalRandom.current().nextBoolean();
            long millis = slow ? 1_000L * seconds : ThreadLocalRandom.current().nextLong(500, 1_000L * seconds);
            var unused = socket.loop().schedule(gently ? socket::leave : socket::close, millis, TimeUnit.MILLISECONDS);
        }

        @Override
        public void event(LightSocket socket, ByteBuf frame) {
            // It is there to be there.
        }

        @Override
        public void ended(LightSocket socket, String reason) {
            if (slow) {
                counts.slow.decrement();
                counts.slowEnded.add(reason);
            } else if (!in) {
                counts.churnRefused.add(reason);
            }
        }
    }
}
