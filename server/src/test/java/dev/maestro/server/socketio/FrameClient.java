package dev.maestro.server.socketio;

import dev.maestro.server.edge.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A WebSocket byte by byte, legal or not; frames it makes itself are masked with zeros. */
final class FrameClient implements AutoCloseable {
    private static final int FIN = 0x80;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int MASKED = 0x80;

    private final RawClient connection;

    private FrameClient(RawClient connection) {
        this.connection = connection;
    }

    /** Returns the request that begins an engine session over WebSocket. */
    static String handshake(String... headers) {
        StringBuilder request =
                new StringBuilder("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\n"
                        + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    /** Opens a WebSocket and leaves what it hears to the test. */
    static FrameClient open(EngineBehindEdge server) {
        RawClient connection = server.edge().connect().send(handshake());
        int status = connection.response().status();
        if (status != 101) {
            throw new AssertionError("no WebSocket but status " + status);
        }
        return new FrameClient(connection);
    }

    /** Opens a WebSocket and joins the main namespace. */
    static FrameClient joined(EngineBehindEdge server) throws IOException {
        FrameClient client = open(server);
        client.text("40");
        client.skipTo("42[\"auth\"");
        return client;
    }

    FrameClient hex(String bytes) {
        connection.send(HexFormat.of().parseHex(bytes.replace(" ", "")));
        return this;
    }

    FrameClient bytes(byte[] bytes) {
        connection.send(bytes);
        return this;
    }

    FrameClient text(String text) {
        return bytes(frame(TEXT, text.getBytes(StandardCharsets.UTF_8)));
    }

    FrameClient binary(byte... bytes) {
        return bytes(frame(BINARY, bytes));
    }

    /** Sends a text and its one attachment in one piece, so that nothing can come between them. */
    FrameClient whole(String text, byte attachment) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.writeBytes(frame(TEXT, text.getBytes(StandardCharsets.UTF_8)));
        frames.writeBytes(frame(BINARY, new byte[] {attachment}));
        return bytes(frames.toByteArray());
    }

    /** Skips to a text that starts so, and returns it. */
    String skipTo(String start) throws IOException {
        while (true) {
            Frame frame = next();
            if (frame.opcode() == CLOSE) {
                throw new AssertionError("closed with " + frame.closeCode() + " where " + start + " should come");
            }
            if (frame.text().startsWith(start)) {
                return frame.text();
            }
        }
    }

    /** Skips what comes before the close frame and returns its code. */
    int closeCode() throws IOException {
        Frame frame = next();
        while (frame.opcode() != CLOSE) {
            frame = next();
        }
        return frame.closeCode();
    }

    /** Reads until the server ends the connection. */
    void drain() throws IOException {
        while (connection.read() >= 0) {
            // What it still says does not matter.
        }
    }

    /** Breaks the connection off, so that the other end gets a reset. */
    void reset() throws IOException {
        connection.socket().setSoLinger(true, 0);
        connection.close();
    }

    @Override
    public void close() {
        connection.close();
    }

    private Frame next() throws IOException {
        int first = connection.exactly(1)[0] & 0xFF;
        long length = connection.exactly(1)[0] & 0xFF;
        if (length == 126) {
            length = number(connection.exactly(2));
        } else if (length == 127) {
            length = number(connection.exactly(8));
        }
        return new Frame(first & 0x0F, connection.exactly(Math.toIntExact(length)));
    }

    private static long number(byte[] bytes) {
        long number = 0;
        for (byte each : bytes) {
            number = (number << 8) | (each & 0xFF);
        }
        return number;
    }

    private static byte[] frame(int opcode, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 14);
        frame.write(FIN | opcode);
        if (payload.length < 126) {
            frame.write(MASKED | payload.length);
        } else {
            frame.write(MASKED | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    private static final class Frame {
        private final int opcode;
        private final byte[] payload;

        private Frame(int opcode, byte[] payload) {
            this.opcode = opcode;
            this.payload = payload;
        }

        int opcode() {
            return opcode;
        }

        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        int closeCode() {
            return ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
        }
    }
}
