package dev.maestro.server.endtoend;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A Socket.IO client of one namespace that costs next to nothing, for measuring what the hub does. */
final class PlainSocket implements AutoCloseable {
    private static final int BUFFER_BYTES = 512 * 1024;

    private final Socket socket;
    private final DataInputStream input;
    private final String namespace;
    private byte[] frame = new byte[BUFFER_BYTES];
    private int length;
    private int acks;

    private PlainSocket(Socket socket, String namespace) throws IOException {
        this.socket = socket;
        this.namespace = namespace;
        this.input = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES));
    }

    static PlainSocket connect(String url, String namespace, String auth) throws IOException {
        URI hub = URI.create(url);
        Socket socket = new Socket("127.0.0.1", hub.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        PlainSocket plain = new PlainSocket(socket, namespace);
        socket.getOutputStream()
                .write(("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost:" + hub.getPort()
                                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        plain.skipHead();
        plain.next();
        plain.send("40" + namespace + "," + auth);
        String answer = plain.nextText();
        if (!answer.startsWith("40")) {
            throw new IOException("refused: " + answer);
        }
        return plain;
    }

    private void skipHead() throws IOException {
        StringBuilder last = new StringBuilder("....");
        while (!last.toString().equals("\r\n\r\n")) {
            last.deleteCharAt(0).append((char) input.readUnsignedByte());
        }
    }

    /** Emits an event and returns its ack, passing over what comes before. */
    String ask(String event, String payload) throws IOException {
        int ack = ++acks;
        send("42" + namespace + "," + ack + "[\"" + event + "\"," + payload + "]");
        String start = "43" + namespace + "," + ack + "[";
        String packet = nextText();
        while (!packet.startsWith(start)) {
            packet = nextText();
        }
        return packet;
    }

    /** Emits an event and asks for an ack, which is read later. */
    void tellForAck(String event, String payload) throws IOException {
        send("42" + namespace + "," + ++acks + "[\"" + event + "\"," + payload + "]");
    }

    /** Emits an event. */
    void tell(String event, String payload) throws IOException {
        send("42" + namespace + ",[\"" + event + "\"," + payload + "]");
    }

    /** Reads the next message; it is in {@link #bytes()} then. Pings are answered and passed over. */
    void next() throws IOException {
        do {
            int first = input.readUnsignedByte();
            if ((first & 0x0F) == 8) {
                throw new IOException("closed by the hub");
            }
            long size = input.readUnsignedByte() & 0x7F;
            size = size == 126 ? input.readUnsignedShort() : size == 127 ? input.readLong() : size;
            if (size > frame.length) {
                frame = new byte[(int) size];
            }
            length = (int) size;
            input.readFully(frame, 0, length);
            if (length == 1 && frame[0] == '2') {
                send("3");
            }
        } while (length == 1 && frame[0] == '2');
    }

    String nextText() throws IOException {
        next();
        return new String(frame, 0, length, StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        return frame;
    }

    int length() {
        return length;
    }

    /** Sends a message, masked with zeros. */
    synchronized void send(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(bytes.length + 14);
        out.put((byte) 0x81);
        if (bytes.length < 126) {
            out.put((byte) (0x80 | bytes.length));
        } else if (bytes.length < 65_536) {
            out.put((byte) 0xFE).putShort((short) bytes.length);
        } else {
            out.put((byte) 0xFF).putLong(bytes.length);
        }
        out.putInt(0).put(bytes);
        socket.getOutputStream().write(out.array(), 0, out.position());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
