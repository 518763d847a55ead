package dev.maestro.server.endtoend;

import dev.maestro.server.RunningHub;
import dev.maestro.server.isolation.Door;
import dev.maestro.server.isolation.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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
            measure("no sockets", door);
            List<Socket> open = new ArrayList<>();
            try {
                for (int i = 0; i < sockets; i++) {
                    open.add(join(hub.url().getPort()));
                }
                measure(sockets + " sockets", door);
            } finally {
                for (Socket socket : open) {
                    socket.close();
                }
            }
        }
    }

    /** Joins {@code /ui} as the local person, and reads nothing: it is put out after the first ping that it leaves out. */
    private static Socket join(int port) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        byte[] opening = ("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost:" + port
                        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        socket.getOutputStream().write(opening);
        // Until the answer is there.
        int first = socket.getInputStream().read();
        byte[] packet = "40/ui,".getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(new byte[] {(byte) 0x81, (byte) (0x80 | packet.length), 0, 0, 0, 0});
        frame.writeBytes(packet);
        if (first < 0) {
            throw new IOException("the hub closed the connection");
        }
        socket.getOutputStream().write(frame.toByteArray());
        return socket;
    }

    private static void measure(String when, Door door) {
        String body = "";
        long[] nanos = new long[SCRAPES];
        for (int i = 0; i < 2 * SCRAPES; i++) {
            long begin = System.nanoTime();
            body = door.send(Door.LOCAL, Request.of("GET", "/metrics")).body();
            nanos[i % SCRAPES] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        System.out.println(body.lines()
                .filter(line -> line.startsWith("maestro_sockets{namespace=\"/ui\""))
                .toList());
        System.out.printf(
                "%s: %d bytes, half of them within %.2f ms, 99%% within %.2f ms%n",
                when, body.length(), nanos[SCRAPES / 2] / 1e6, nanos[SCRAPES * 99 / 100] / 1e6);
    }
}
