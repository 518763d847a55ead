package dev.maestro.server.agent.link;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A hub that says exactly what a test has it say, in WebSocket frames. */
public final class ScriptedHub implements AutoCloseable {
    private static final int PATIENCE_S = 60;

    private final ServerSocket server;
    private final BlockingQueue<Caller> callers = new LinkedBlockingQueue<>();

    public ScriptedHub() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "scripted-hub");
        thread.setDaemon(true);
        thread.start();
    }

    public HubAddress address() {
        return HubAddress.parse("http://127.0.0.1:" + server.getLocalPort() + "/some/prefix/");
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                daemon(() -> new Caller(socket).serve(callers));
            } catch (IOException e) {
                return;
            }
        }
    }

    /** Waits for the next that connects. */
    public Caller next() throws InterruptedException {
        Caller caller = callers.poll(PATIENCE_S, TimeUnit.SECONDS);
        if (caller == null) {
            throw new AssertionError("nobody came");
        }
        return caller;
    }

    /** Waits for the next that connects, and opens Engine.IO with it. */
    public Caller nextOpened(int pingInterval, int pingTimeout) throws InterruptedException {
        Caller caller = next();
        caller.send("0{\"sid\":\"s\",\"upgrades\":[],\"pingInterval\":" + pingInterval + ",\"pingTimeout\":"
                + pingTimeout + ",\"maxPayload\":1000000}");
        return caller;
    }

    /** Waits for the next that connects, and lets it into the namespace. */
    public Caller nextJoined(String namespace) throws InterruptedException {
        Caller caller = nextOpened(25_000, 20_000);
        caller.expect("40" + namespace + ",");
        caller.send("40" + namespace + ",{\"sid\":\"x\",\"pid\":\"p\"}");
        return caller;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** One WebSocket. */
    public static final class Caller {
        private static final String END = "\u0000end";

        private final Socket socket;
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private volatile String requestLine = "";

        private Caller(Socket socket) {
            this.socket = socket;
        }

        private void serve(BlockingQueue<Caller> callers) {
            try (DataInputStream in = new DataInputStream(socket.getInputStream())) {
                String key = "";
                requestLine = line(in);
                for (String line = line(in); !line.isEmpty(); line = line(in)) {
                    if (line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-key:")) {
                        key = line.substring(line.indexOf(':') + 1).strip();
                    }
                }
                write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Accept: " + accept(key) + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                callers.add(this);
                while (true) {
                    heard.add(frame(in));
                }
            } catch (IOException e) {
                heard.add(END);
            }
        }

        private static String accept(String key) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-1")
                        .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
                return Base64.getEncoder().encodeToString(hash);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        private static String line(DataInputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int one = in.read(); one != '\n'; one = in.read()) {
                if (one < 0) {
                    throw new EOFException();
                }
                line.append((char) one);
            }
            return line.toString().strip();
        }

        private static String frame(DataInputStream in) throws IOException {
            int head = in.readUnsignedByte();
            int length = in.readUnsignedByte() & 0x7f;
            long size = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes((int) size);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % 4];
            }
            String text = new String(payload, StandardCharsets.UTF_8);
            if ((head & 0x0f) == 8) {
                throw new EOFException();
            }
            boolean last = (head & 0x80) != 0;
            return last ? text : text + frame(in);
        }

        /** Returns the first line of the request. */
        String requestLine() {
            return requestLine;
        }

        /** Sends a text message in one frame. */
        public void send(String text) {
            frame(0x81, text.getBytes(StandardCharsets.UTF_8));
        }

        /** Sends a frame; {@code head} is its first byte. */
        void frame(int head, byte[] payload) {
            try {
                byte[] all = new byte[payload.length + 10];
                int at = 0;
                all[at++] = (byte) head;
                if (payload.length < 126) {
                    all[at++] = (byte) payload.length;
                } else {
                    all[at++] = 127;
                    for (int shift = 56; shift >= 0; shift -= 8) {
                        all[at++] = (byte) ((long) payload.length >> shift);
                    }
                }
                System.arraycopy(payload, 0, all, at, payload.length);
                write(java.util.Arrays.copyOf(all, at + payload.length));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private synchronized void write(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        }

        /** Waits for a message that starts so, leaving out others, and returns it. */
        public String expect(String start) throws InterruptedException {
            while (true) {
                String text = heard.poll(PATIENCE_S, TimeUnit.SECONDS);
                if (text == null || text.equals(END)) {
                    throw new AssertionError((text == null ? "silence" : "the end") + " instead of " + start);
                }
                if (text.startsWith(start)) {
                    return text;
                }
            }
        }

        /** Waits until the client has closed or dropped the connection. */
        public void expectEnd() throws InterruptedException {
            while (true) {
                String text = heard.poll(PATIENCE_S, TimeUnit.SECONDS);
                if (text == null) {
                    throw new AssertionError("the connection did not end");
                }
                if (text.equals(END)) {
                    return;
                }
            }
        }

        /** Drops the connection as a network does. */
        public void drop() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
