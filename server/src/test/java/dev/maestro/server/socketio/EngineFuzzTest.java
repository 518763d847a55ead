package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.edge.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Bytes made to break it, sent to a running engine with a fixed seed: it answers or closes, serves the next client, and
 * keeps no session and no buffer.
 */
class EngineFuzzTest {
    private static final int CLIENTS = 300;
    private static final List<String> MESSAGES = List.of(
            "40",
            "40/custom,{\"token\":\"123\"}",
            "41",
            "42[\"message\",1,\"2\",{\"3\":[true,null,-1.5e3]}]",
            "429[\"message-with-ack\",\"ü€😀\"]",
            "430[]",
            "451-[\"message\",{\"_placeholder\":true,\"num\":0}]",
            "3",
            "2probe",
            "5",
            "1");
    private static final List<String> BODIES = List.of(
            "40\u001e42[\"message\",1]",
            "40\u001e451-[\"message\",{\"_placeholder\":true,\"num\":0}]\u001ebAQID",
            "40/custom,{}\u001e42/custom,1[\"message-with-ack\"]",
            "3\u001e40");
    private static final List<String> REQUESTS = List.of(
            FrameClient.handshake(),
            "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "POST /socket.io/?EIO=4&transport=polling&sid=a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n40",
            "POST /socket.io/?EIO=4&transport=polling&sid=a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "2\r\n40\r\n0\r\n\r\n");

    private static EngineBehindEdge server;

    @BeforeAll
    static void start() {
        server = EngineBehindEdge.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void theNextClientIsServedAndNobodyIsLeft() throws IOException {
        try (FrameClient client = FrameClient.joined(server)) {
            client.text("429[\"message-with-ack\",\"still here\"]").skipTo("439[\"still here\"]");
        }
        server.awaitNobody();
    }

    @Test
    void messagesOnAWebSocket() throws IOException {
        Mutations mutations = new Mutations(11);
        for (int i = 0; i < CLIENTS; i++) {
            try (FrameClient client = i % 2 == 0 ? FrameClient.joined(server) : FrameClient.open(server)) {
                sendUntilClosed(client, mutations);
            }
        }
    }

    @Test
    void framesOnAWebSocket() throws IOException {
        Mutations mutations = new Mutations(12);
        for (int i = 0; i < CLIENTS; i++) {
            try (FrameClient client = FrameClient.joined(server)) {
                byte[] noise = mutations.noise(200);
                if (noise.length > 0 && mutations.below(2) == 0) {
                    // As it is, noise seldom gets past the first byte; this is a final text frame, masked.
                    noise[0] = (byte) 0x81;
                }
                client.bytes(noise);
            }
        }
    }

    @Test
    void bodiesOfPosts() throws Exception {
        Mutations mutations = new Mutations(13);
        for (int i = 0; i < CLIENTS; i++) {
            PollingRequests client = PollingRequests.open(server.port());
            byte[] body = i % 3 == 0 ? mutations.noise(64) : mutations.mutant(BODIES);
            int status = client.post(body).statusCode();
            assertThat(status).isIn(200, 400);
            if (status == 200) {
                // Ends the session; those that were malformed have ended.
                assertThat(client.post("1").statusCode()).isIn(200, 400);
            }
            assertThat(client.get().statusCode()).isEqualTo(400);
        }
    }

    @Test
    void requests() {
        try (EngineBehindEdge impatient = EngineBehindEdge.impatient()) {
            Mutations mutations = new Mutations(14);
            for (int i = 0; i < CLIENTS; i++) {
                try (RawClient client = impatient.edge().connect()) {
                    client.send(mutations.mutant(REQUESTS));
                }
            }
            try (RawClient next = impatient.edge().connect().send(FrameClient.handshake())) {
                assertThat(next.response().status()).isEqualTo(101);
            }
            impatient.awaitNobody();
        }
    }

    /** Some mutants are no offence, so a client says several things; that it was closed meanwhile is as it should be. */
    private static void sendUntilClosed(FrameClient client, Mutations mutations) {
        try {
            for (int i = 0; i < 5; i++) {
                byte[] mutant = mutations.mutant(MESSAGES);
                if (mutations.below(4) == 0) {
                    client.binary(mutant);
                } else {
                    client.text(new String(mutant, StandardCharsets.UTF_8));
                }
            }
        } catch (UncheckedIOException e) {
            assertThat(e).hasCauseInstanceOf(IOException.class);
        }
    }
}
