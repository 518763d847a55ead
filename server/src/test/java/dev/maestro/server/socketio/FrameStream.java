package dev.maestro.server.socketio;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A WebSocket that says short texts as fast as they go out, and reads only to find one text over and over. */
final class FrameStream implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 120;
    private static final int LONGEST = 125;
    private static final String HANDSHAKE = """
            GET /socket.io/?EIO=4&transport=websocket HTTP/1.1
            Host: localhost
            Connection: Upgrade
            Upgrade: websocket
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

            """;

    private final Socket socket;
    private final OutputStream out;
    private final byte[] wanted;
    private final Semaphore found = new Semaphore(0);

    private FrameStream(Socket socket, String wanted) throws IOException {
        this.socket = socket;
        this.out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        this.wanted = wanted.getBytes(StandardCharsets.US_ASCII);
    }

    /** Opens an engine session; {@code wanted} is what {@link #awaitWanted} waits for: its first letter comes once in it. */
    static FrameStream open(int port, String wanted) throws IOException {
        FrameStream stream = new FrameStream(new Socket(InetAddress.getLoopbackAddress(), port), wanted);
        stream.out.write(HANDSHAKE.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        stream.out.flush();
        stream.awaitOpen();
        Thread reader = new Thread(stream::read, "frame-stream");
        reader.setDaemon(true);
        reader.start();
        return stream;
    }

    /** Sends a text frame, at the latest with {@link #awaitWanted}. */
    void say(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length > LONGEST) {
            throw new IllegalArgumentException("text is " + bytes.length + " bytes, at most " + LONGEST);
        }
        // Masked with zeros.
        out.write(new byte[] {(byte) 0x81, (byte) (0x80 | bytes.length), 0, 0, 0, 0});
        out.write(bytes);
    }

    /** Waits until the text was heard once more. */
    void awaitWanted() throws IOException, InterruptedException {
        out.flush();
        if (!found.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("not heard within " + PATIENCE_SECONDS + " s");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** What is said before the session is open counts as malformed. */
    private void awaitOpen() throws IOException {
        socket.setSoTimeout(PATIENCE_SECONDS * 1_000);
        InputStream in = socket.getInputStream();
        int read = in.read();
        while (read >= 0 && read != '}') {
            read = in.read();
        }
        socket.setSoTimeout(0);
    }

    private void read() {
        byte[] buffer = new byte[1 << 16];
        int matched = 0;
        try (InputStream in = socket.getInputStream()) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                for (int i = 0; i < length; i++) {
                    matched = buffer[i] == wanted[matched] ? matched + 1 : buffer[i] == wanted[0] ? 1 : 0;
                    if (matched == wanted.length) {
                        found.release();
                        matched = 0;
                    }
                }
            }
        } catch (IOException e) {
            // The end of the test, or the end of its patience.
            found.drainPermits();
        }
    }
}
