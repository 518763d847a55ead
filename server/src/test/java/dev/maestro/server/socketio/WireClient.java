package dev.maestro.server.socketio;

import dev.maestro.protocol.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that decides itself when which bytes go out, and whether it reads. */
final class WireClient implements AutoCloseable {
    private final Socket socket;

    private WireClient(Socket socket) {
        this.socket = socket;
    }

    static WireClient to(int port) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
        return new WireClient(socket);
    }

    /** Opens a session by polling and returns its sid. */
    String openPolling() throws IOException {
        write("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\n\r\n");
        String body = readBody();
        return Json.mapper().readTree(body.substring(1)).path("sid").textValue();
    }

    /** Polls once over a kept connection. */
    String poll(String sid) throws IOException {
        write("GET /socket.io/?EIO=4&transport=polling&sid=" + sid + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return readBody();
    }

    /** Posts packets over a kept connection. */
    void post(String sid, String packets) throws IOException {
        int length = packets.getBytes(StandardCharsets.UTF_8).length;
        write("POST /socket.io/?EIO=4&transport=polling&sid=" + sid + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: text/plain\r\nContent-Length: " + length + "\r\n\r\n" + packets);
        readBody();
    }

    /** Opens a session by WebSocket and swallows its handshake; {@code headers} are more lines, each with its end. */
    void openWebSocket(String headers) throws IOException {
        askForWebSocket("", headers);
        acceptUpgrade();
        next();
    }

    /** Asks that a session go on as a WebSocket, and does not read the answer. */
    void askForUpgrade(String sid) throws IOException {
        askForWebSocket("&sid=" + sid, "");
    }

    /** Reads the answer to that; returns its head. */
    String acceptUpgrade() throws IOException {
        String head = readHead();
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new IOException("not upgraded: " + head);
        }
        return head;
    }

    /** Sends a text message in one frame. */
    void say(String text) throws IOException {
        frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends several text messages in one segment. */
    void sayAtOnce(String... texts) throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (String text : texts) {
            frames.writeBytes(frameOf(0x81, text.getBytes(StandardCharsets.UTF_8)));
        }
        socket.getOutputStream().write(frames.toByteArray());
    }

    /** Sends a frame, masked with zeros. */
    void frame(int first, byte[] payload) throws IOException {
        socket.getOutputStream().write(frameOf(first, payload));
    }

    /** Reads the next frame: text as it is, a close frame as {@code closed} and its code. */
    String next() throws IOException {
        Frame frame = nextFrame();
        if (frame.opcode() == 8) {
            return "closed " + ((frame.payload()[0] & 0xFF) << 8 | frame.payload()[1] & 0xFF);
        }
        return new String(frame.payload(), StandardCharsets.UTF_8);
    }

    /** Reads the next frame but the goodbye, as {@link #next}. */
    String closing() throws IOException {
        String frame = next();
        return frame.contains("[\"server:goodbye\",") ? next() : frame;
    }

    /** Reads the next frame as it is. */
    Frame nextFrame() throws IOException {
        int first = readByte();
        long length = readByte();
        if (length == 126) {
            length = readByte() << 8 | readByte();
        } else if (length == 127) {
            length = 0;
            for (int i = 0; i < 8; i++) {
                length = length << 8 | readByte();
            }
        }
        byte[] payload = in().readNBytes((int) length);
        return new Frame(first & 0x0F, (first & 0x40) != 0, payload);
    }

    /** Goes without a word. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Asks for a WebSocket with more of the query and more header lines; does not read the answer. */
    void askForWebSocket(String query, String headers) throws IOException {
        write("GET /socket.io/?EIO=4&transport=websocket" + query + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" + headers + "\r\n");
    }

    private static byte[] frameOf(int first, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length <= 0xFFFF) {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    private void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private String readBody() throws IOException {
        String head = readHead();
        String after = head.substring(head.indexOf("content-length: ") + 16);
        int length = Integer.parseInt(after.substring(0, after.indexOf('\r')));
        return new String(in().readNBytes(length), StandardCharsets.UTF_8);
    }

    private String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) readByte());
        }
        return head.toString();
    }

    private int readByte() throws IOException {
        int next = in().read();
        if (next < 0) {
            throw new EOFException("the connection ended");
        }
        return next;
    }

    private InputStream in() throws IOException {
        return socket.getInputStream();
    }

    /** A frame of the server. */
    record Frame(int opcode, boolean compressed, byte[] payload) {}
}
