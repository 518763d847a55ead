package dev.maestro.server.edge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A proxy on loopback that adds headers to the first request of each connection and passes on all else as it is. */
public final class StampingProxy implements AutoCloseable {
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final ServerSocket server;
    private final int target;
    private final String stamp;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    private StampingProxy(int target, String stamp) throws IOException {
        this.target = target;
        this.stamp = stamp;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::acceptAll);
    }

    /** Starts one before a port. */
    public static StampingProxy before(int port, String... headers) {
        try {
            return new StampingProxy(port, RawClient.lines(headers));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens a connection through it. */
    public RawClient connect() {
        return RawClient.to(server.getLocalPort());
    }

    /** Returns the port it listens on. */
    public int port() {
        return server.getLocalPort();
    }

    private void acceptAll() {
        try {
            while (!server.isClosed()) {
                Socket client = server.accept();
                sockets.add(client);
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            closeAll();
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket hub = new Socket(InetAddress.getLoopbackAddress(), target)) {
            sockets.add(hub);
            threads.execute(() -> copy(hub, client));
            String head = head(client.getInputStream());
            int afterLine = head.indexOf("\r\n") + 2;
            String stamped = head.substring(0, afterLine) + stamp + head.substring(afterLine);
            hub.getOutputStream().write(stamped.getBytes(StandardCharsets.ISO_8859_1));
            copy(client, hub);
        } catch (IOException e) {
            sockets.remove(client);
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int b;
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith(END_OF_HEAD) && (b = in.read()) >= 0) {
            head.write(b);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private void copy(Socket from, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            from.getInputStream().transferTo(out);
            to.shutdownOutput();
        } catch (IOException e) {
            sockets.remove(from);
        }
    }

    private void closeAll() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                sockets.remove(socket);
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            closeAll();
            threads.shutdownNow();
            boolean unused = threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
