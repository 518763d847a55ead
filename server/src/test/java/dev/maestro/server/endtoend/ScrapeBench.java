package dev.maestro.server.endtoend;

import dev.maestro.server.RunningHub;
import dev.maestro.server.isolation.Door;
import dev.maestro.server.isolation.Request;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Measures what a scrape costs with many sockets: run its main with how many. */
final class ScrapeBench {
    private static final int SCRAPES = 200;

    private ScrapeBench() {}

    public static void main(String[] args) throws IOException {
        int sockets = Integer.parseInt(args[0]);
        try (RunningHub hub =
                RunningHub.start(Map.of("limits.connections-per-principal", "1000000"), Clock.systemUTC())) {
            Door door = new Door(hub.url());
            String url = hub.url().toString();
            measure("no sockets", door);
            List<PlainSocket> open = new ArrayList<>();
            try {
                for (int i = 0; i < sockets; i++) {
                    open.add(PlainSocket.connect(url, "/ui", "{\"token\":\"" + hub.ownersToken() + "\"}"));
                }
                measure(sockets + " sockets", door);
            } finally {
                for (PlainSocket socket : open) {
                    socket.close();
                }
            }
        }
    }

    private static void measure(String when, Door door) {
        long bytes = 0;
        long[] nanos = new long[SCRAPES];
        for (int i = 0; i < 2 * SCRAPES; i++) {
            long begin = System.nanoTime();
            bytes = door.send(Door.LOCAL, Request.of("GET", "/metrics")).body().length();
            nanos[i % SCRAPES] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        System.out.printf(
                "%s: %d bytes, half of them within %.2f ms, 99%% within %.2f ms%n",
                when, bytes, nanos[SCRAPES / 2] / 1e6, nanos[SCRAPES * 99 / 100] / 1e6);
    }
}
