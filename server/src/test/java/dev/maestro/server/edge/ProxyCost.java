package dev.maestro.server.edge;

import io.javalin.Javalin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Measures what the way through the front costs against asking the REST server directly; run by hand. */
public final class ProxyCost {
    private static final int REQUESTS_PER_CLIENT = 5_000;
    private static final int ROUNDS = 5;

    private ProxyCost() {}

    /** Prints requests a second and the median and 99th percentile, direct and through, for 1 and 16 clients. */
    public static void main(String[] args) throws Exception {
        String body = "x".repeat(1_000);
        Javalin rest = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.routes.get("/", ctx -> ctx.result(body));
                })
                .start("127.0.0.1", 0);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), rest.port());
        try (RunningEdge edge = RunningEdge.before(address)) {
            for (int clients : new int[] {1, 16}) {
                for (int round = 0; round < ROUNDS; round++) {
                    System.out.printf("clients=%d direct  %s%n", clients, run(rest.port(), clients));
                    System.out.printf("clients=%d through %s%n", clients, run(edge.port(), clients));
                }
            }
        } finally {
            rest.stop();
        }
    }

    private static String run(int port, int clients) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        List<Callable<long[]>> work = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            work.add(() -> latencies(port));
        }
        long start = System.nanoTime();
        List<Future<long[]>> done = threads.invokeAll(work);
        double seconds = (System.nanoTime() - start) / 1e9;
        threads.shutdown();
        List<long[]> all = new ArrayList<>();
        for (Future<long[]> each : done) {
            all.add(each.get());
        }
        long[] sorted = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return "%.0f requests/s, median %d us, 99%% %d us"
                .formatted(
                        sorted.length / seconds,
                        sorted[sorted.length / 2] / 1000,
                        sorted[sorted.length * 99 / 100] / 1000);
    }

    private static long[] latencies(int port) {
        long[] nanos = new long[REQUESTS_PER_CLIENT];
        try (RawClient client = RawClient.to(port)) {
            for (int i = 0; i < nanos.length; i++) {
                long start = System.nanoTime();
                if (client.get("/").response().status() != 200) {
                    throw new IllegalStateException("refused");
                }
                nanos[i] = System.nanoTime() - start;
            }
        }
        return nanos;
    }
}
