package dev.maestro.server.edge;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends bytes as they are; every read gives up after a minute. */
public final class RawClient implements AutoCloseable {
    private static final int GIVE_UP_MS = 60_000;

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Opens a connection to a port of this machine. */
    public static RawClient to(int port) {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(GIVE_UP_MS);
            return new RawClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends text, one byte a character. */
    public RawClient send(String latin1) {
        return send(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes. */
    public RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a request without a body. */
    public RawClient get(String path, String... headers) {
        return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + lines(headers) + "\r\n");
    }

    static String lines(String... headers) {
        StringBuilder lines = new StringBuilder();
        for (String header : headers) {
            lines.append(header).append("\r\n");
        }
        return lines.toString();
    }

    /** Reads one response; its body by its length or its chunks. */
    public Response response() {
        return response(false);
    }

    /** Reads the response to a {@code HEAD}. */
    public Response headResponse() {
        return response(true);
    }

    private Response response(boolean toHead) {
        try {
            String status = line();
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            String line;
            while (!(line = line()).isEmpty()) {
                int colon = line.indexOf(':');
                headers.merge(
                        line.substring(0, colon), line.substring(colon + 1).trim(), (a, b) -> a + ", " + b);
            }
            int code = Integer.parseInt(status.split(" ", 3)[1]);
            boolean bodiless = toHead || code < 200 || code == 204 || code == 304;
            return new Response(code, headers, bodiless ? new byte[0] : body(headers));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("Transfer-Encoding", "").equals("chunked")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            int size;
            while ((size = Integer.parseInt(line(), 16)) > 0) {
                body.writeBytes(exactly(size));
                line();
            }
            line();
            return body.toByteArray();
        }
        return headers.containsKey("Content-Length")
                ? exactly(Integer.parseInt(headers.get("Content-Length")))
                : in.readAllBytes();
    }

    /** Reads just so many bytes. */
    public byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("cut after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    /** Reads one byte, -1 at the end. */
    public int read() throws IOException {
        return in.read();
    }

    /** Reads a line up to its line break. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b;
        while ((b = in.read()) != '\n') {
            if (b < 0) {
                throw new EOFException("closed within a line: " + line.toString(StandardCharsets.ISO_8859_1));
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Returns whether the hub ended the connection, by an end or a reset, with nothing more said. */
    public boolean isEnded() {
        try {
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Returns the stream of what the hub sends. */
    InputStream stream() {
        return in;
    }

    /** Returns the socket itself. */
    public Socket socket() {
        return socket;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A response; header names in any case. */
    public record Response(int status, Map<String, String> headers, byte[] bytes) {
        /** Returns a header, empty text when it is absent. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }

        /** Returns the body as text. */
        public String body() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        /** Returns whether it is a problem with this code. */
        boolean isProblem(String code) {
            return header("Content-Type").toLowerCase(Locale.ROOT).equals("application/problem+json")
                    && body().contains("\"code\":\"" + code + "\"")
                    && body().contains("\"type\":\"about:blank\"")
                    && body().contains("\"status\":" + status);
        }
    }
}
