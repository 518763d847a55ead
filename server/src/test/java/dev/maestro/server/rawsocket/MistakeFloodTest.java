package dev.maestro.server.rawsocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.edge.RawClient;
import dev.maestro.server.edge.RunningEdge;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Takes seconds, and is the same for all families. */
class MistakeFloodTest {
    /** A whole text of one letter. */
    private static final byte[] MISTAKE = {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, 'x'};

    private static final String[] HANDSHAKE = {
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };

    @Test
    void floodOfMistakesByOneWhoDoesNotListenEndsIt() {
        try (RunningEdge edge = RunningEdge.withRaw(RawSocketConfig.defaults());
                RawClient client = edge.connect().get("/", HANDSHAKE)) {
            assertThat(client.response().status()).isEqualTo(101);
            ByteArrayOutputStream many = new ByteArrayOutputStream();
            for (int i = 0; i < 10_000; i++) {
                many.writeBytes(MISTAKE);
            }
            boolean cut = false;
            for (int i = 0; i < 100 && !cut; i++) {
                try {
                    client.send(many.toByteArray());
                } catch (UncheckedIOException e) {
                    cut = true;
                }
                cut |= edge.rawSockets().count() == 0;
            }
            // What is still on its way to the hub may be what ends it.
            long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (edge.rawSockets().count() > 0 && System.nanoTime() < end) {
                LockSupport.parkNanos(1_000_000);
            }
            assertThat(edge.rawSockets().count()).isZero();
        }
    }
}
