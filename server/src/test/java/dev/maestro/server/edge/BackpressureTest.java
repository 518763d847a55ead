package dev.maestro.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Big bodies with a reader that does not read: the writer must be stopped by the kernel's buffers and ours, and not
 * get its 64 MiB into the hub's memory.
 */
class BackpressureTest {
    private static final long BODY = 64L * 1024 * 1024;
    /** Two pairs of kernel socket buffers on loopback, which grow to some megabytes each, and a little of ours. */
    private static final long BOUND = 24L * 1024 * 1024;

    private static final byte[] BLOCK = new byte[64 * 1024];

    @Test
    void clientThatDoesNotReadStopsTheServerBehind() throws Exception {
        AtomicLong written = new AtomicLong();
        CountDownLatch whole = new CountDownLatch(1);
        try (TestUpstream upstream = TestUpstream.answering((request, exchange) -> {
                    exchange.write("HTTP/1.1 200 OK\r\nContent-Length: " + BODY + "\r\n\r\n");
                    writeAll(exchange.socket().getOutputStream(), written);
                    whole.countDown();
                });
                RunningEdge edge = RunningEdge.before(upstream.address());
                RawClient client = edge.connect().get("/big")) {
            assertThat(settled(written)).isPositive().isLessThan(BOUND);

            while (!client.line().isEmpty()) {}
            assertThat(readAll(client.stream(), BODY)).isEqualTo(BODY);
            // What is written may be read before it is counted.
            await(whole);
            assertThat(written).hasValue(BODY);
            assertThat(client.get("/big").line()).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void serverThatDoesNotReadStopsTheClient() throws Exception {
        AtomicLong written = new AtomicLong();
        CountDownLatch read = new CountDownLatch(1);
        try (TestUpstream upstream = TestUpstream.answering((request, exchange) -> {
                    await(read);
                    exchange.answer("200 OK", "got " + readAll(exchange.in(), BODY));
                });
                RunningEdge edge = RunningEdge.before(upstream.address());
                RawClient client = edge.connect()) {
            client.send("POST /big HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + BODY + "\r\n\r\n");
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    writeAll(client.socket().getOutputStream(), written);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(settled(written)).isPositive().isLessThan(BOUND);

            read.countDown();
            sending.get(60, TimeUnit.SECONDS);
            assertThat(client.response().body()).isEqualTo("got " + BODY);
        }
    }

    @Test
    void pipelinedRequestsAreNotReadWithoutBound() throws Exception {
        AtomicLong written = new AtomicLong();
        CountDownLatch answer = new CountDownLatch(1);
        try (TestUpstream upstream = TestUpstream.answering((request, exchange) -> {
                    await(answer);
                    exchange.answer("200 OK", "x");
                });
                RunningEdge edge = RunningEdge.before(upstream.address());
                RawClient client = edge.connect().get("/first")) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    writeAll(client.socket().getOutputStream(), written);
                } catch (IOException e) {
                    // The client is closed at the end of the test, still sending.
                    assertThat(written).hasValueLessThan(BODY);
                }
            });
            assertThat(settled(written)).isLessThan(BOUND);
            answer.countDown();
            assertThat(client.response().body()).isEqualTo("x");
            client.close();
            sending.get(60, TimeUnit.SECONDS);
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new IOException("never told to go on");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void writeAll(OutputStream out, AtomicLong written) throws IOException {
        for (long left = BODY; left > 0; left -= BLOCK.length) {
            out.write(BLOCK);
            written.addAndGet(BLOCK.length);
        }
    }

    private static long readAll(InputStream in, long upTo) throws IOException {
        byte[] into = new byte[64 * 1024];
        long total = 0;
        int read;
        while (total < upTo && (read = in.read(into, 0, (int) Math.min(into.length, upTo - total))) > 0) {
            total += read;
        }
        return total;
    }

    /** Waits until a count has not moved for a while, and returns it. */
    private static long settled(AtomicLong count) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long last = -1;
        int still = 0;
        while (still < 8) {
            boolean unused = never.await(100, TimeUnit.MILLISECONDS);
            long now = count.get();
            still = now == last && now > 0 ? still + 1 : 0;
            last = now;
        }
        return last;
    }
}
