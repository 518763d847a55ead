package dev.maestro.server.edge;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A server on loopback that a test scripts byte by byte; a thread a connection. */
public final class TestUpstream implements AutoCloseable {
    private final ServerSocket server;
    private final Script script;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong bytesReceived = new AtomicLong();

    private TestUpstream(Script script) throws IOException {
        this.script = script;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::acceptAll);
    }

    /** Starts; the script is run for each request, whose body it reads itself. */
    public static TestUpstream answering(Script script) {
        try {
            return new TestUpstream(script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one that reads the whole request and answers its path and body as text. */
    public static TestUpstream echo() {
        return answering((request, exchange) -> {
            byte[] body = exchange.readBody();
            exchange.answer("200 OK", request.target() + "|" + new String(body, StandardCharsets.ISO_8859_1));
        });
    }

    private void acceptAll() {
        try {
            while (!server.isClosed()) {
                Socket socket = server.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            closeAll();
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new Counting(new BufferedInputStream(socket.getInputStream()), bytesReceived);
            String line;
            while ((line = line(in)) != null) {
                Request request = request(line, in);
                requests.add(request);
                script.run(request, new Exchange(request, in, socket));
            }
        } catch (IOException e) {
            sockets.remove(socket);
        }
    }

    private static Request request(String line, InputStream in) throws IOException {
        String[] words = line.split(" ");
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        String header;
        while ((header = line(in)) != null && !header.isEmpty()) {
            int colon = header.indexOf(':');
            headers.merge(
                    header.substring(0, colon), header.substring(colon + 1).trim(), (a, b) -> a + ", " + b);
        }
        return new Request(words[0], words[1], headers);
    }

    private static @Nullable String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int b;
        while ((b = in.read()) != '\n') {
            if (b < 0) {
                return null;
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    /** Returns where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** Returns the requests whose head came whole. */
    public List<Request> requests() {
        return requests;
    }

    /** Returns how many connections were made to it. */
    int connections() {
        return connections.get();
    }

    /** Returns how many bytes it read of all requests. */
    long bytesReceived() {
        return bytesReceived.get();
    }

    /** Closes every connection, and stays. */
    void closeAll() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                sockets.remove(socket);
            }
        }
        sockets.clear();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        closeAll();
        threads.shutdownNow();
    }

    /** What is done with a request. */
    @FunctionalInterface
    public interface Script {
        /** Reads the body if it wants, and answers. */
        void run(Request request, Exchange exchange) throws IOException;
    }

    /** A request's head. */
    public record Request(String method, String target, Map<String, String> headers) {
        /** Returns a header, empty text when it is absent. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** The two streams of a connection. */
    public record Exchange(Request request, InputStream in, Socket socket) {
        /** Reads the body by its length or its chunks. */
        byte[] readBody() throws IOException {
            if (!request.header("Transfer-Encoding").isEmpty()) {
                java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();
                String line;
                while ((line = line(in)) != null) {
                    int size = Integer.parseInt(line, 16);
                    body.writeBytes(in.readNBytes(size));
                    line(in);
                    if (size == 0) {
                        break;
                    }
                }
                return body.toByteArray();
            }
            String length = request.header("Content-Length");
            return length.isEmpty() ? new byte[0] : in.readNBytes(Integer.parseInt(length));
        }

        /** Writes bytes as they are. */
        void write(String latin1) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(latin1.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /** Answers with a text of known length. */
        void answer(String status, String body, String... headers) throws IOException {
            write("HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\n" + RawClient.lines(headers)
                    + "\r\n" + body);
        }
    }

    private static final class Counting extends java.io.FilterInputStream {
        private final AtomicLong count;

        Counting(InputStream in, AtomicLong count) {
            super(in);
            this.count = count;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            if (b >= 0) {
                count.incrementAndGet();
            }
            return b;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            if (read > 0) {
                count.addAndGet(read);
            }
            return read;
        }
    }
}
