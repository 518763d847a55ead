package dev.maestro.server.endtoend;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Measures how fast clients with tokens of their own come into {@code /ui}: WebSocket, handshake, token, namespace.
 *
 * <p>Arguments: {@code URL CLIENTS THREADS}, of a hub started with {@link Tokens#flags} and
 * {@code --limits.connections-per-principal} as it likes; each client is another user. All stay connected until the last
 * has come. Prints the rate of each quarter, so that a cold start shows.
 */
final class LoginBench {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private LoginBench() {}

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        URI url = URI.create(args[0]);
        int clients = Integer.parseInt(args[1]);
        int threads = Integer.parseInt(args[2]);
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            tokens.add(Tokens.of("user-" + i, Duration.ofHours(1)));
        }
        ConcurrentLinkedQueue<Socket> open = new ConcurrentLinkedQueue<>();
        int quarter = clients / 4;
        for (int from = 0; from < quarter * 4; from += quarter) {
            long before = System.nanoTime();
            connect(url, tokens.subList(from, from + quarter), threads, open);
            double seconds = (System.nanoTime() - before) / (double) TimeUnit.SECONDS.toNanos(1);
            OUT.printf("%d clients in %.2f s: %.0f a second%n", quarter, seconds, quarter / seconds);
        }
        for (Socket socket : open) {
            socket.close();
        }
    }

    private static void connect(URI url, List<String> tokens, int threads, ConcurrentLinkedQueue<Socket> open)
            throws InterruptedException {
        ConcurrentLinkedQueue<String> left = new ConcurrentLinkedQueue<>(tokens);
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread worker = new Thread(() -> {
                try {
                    for (String token = left.poll(); token != null; token = left.poll()) {
                        open.add(login(url, token));
                    }
                } catch (IOException | RuntimeException e) {
                    failures.add(e);
                }
            });
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException("not everybody came in", failures.peek());
        }
    }

    private static Socket login(URI url, String token) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort());
        socket.setTcpNoDelay(true);
        OutputStream out = socket.getOutputStream();
        out.write(("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        DataInputStream in = new DataInputStream(socket.getInputStream());
        skipHead(in);
        out.write(masked("40/ui,{\"token\":\"" + token + "\"}"));
        String answer = frame(in);
        while (!answer.startsWith("40/ui,")) {
            if (answer.startsWith("44")) {
                throw new IllegalStateException(answer);
            }
            answer = frame(in);
        }
        return socket;
    }

    private static void skipHead(DataInputStream in) throws IOException {
        int newlines = 0;
        while (newlines < 4) {
            int next = in.readUnsignedByte();
            newlines = next == '\r' || next == '\n' ? newlines + 1 : 0;
        }
    }

    private static String frame(DataInputStream in) throws IOException {
        in.readUnsignedByte();
        int length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static byte[] masked(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        byte[] head = {(byte) 0x81, (byte) (0x80 | 126), (byte) (payload.length >> 8), (byte) payload.length, 0, 0, 0, 0
        };
        if (payload.length < 126) {
            throw new IllegalArgumentException("a token is longer than that");
        }
        byte[] frame = Arrays.copyOf(head, head.length + payload.length);
        System.arraycopy(payload, 0, frame, head.length, payload.length);
        return frame;
    }
}
