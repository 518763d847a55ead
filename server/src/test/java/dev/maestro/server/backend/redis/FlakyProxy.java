package dev.maestro.server.backend.redis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A network that goes wrong when told: it forwards what comes to a port, and can cut, refuse, or hold it.
 *
 * <p>Threads: thread-safe; two of its own for each connection.
 */
public final class FlakyProxy implements AutoCloseable {
    private final ServerSocket listening;

    @GuardedBy("this")
    private int target;

    @GuardedBy("this")
    private final List<Socket> open = new ArrayList<>();

    @GuardedBy("this")
    private boolean refusing;

    @GuardedBy("this")
    private boolean holdingRequests;

    @GuardedBy("this")
    private boolean holdingReplies;

    @GuardedBy("this")
    private boolean closed;

    private FlakyProxy(ServerSocket listening, int target) {
        this.listening = listening;
        this.target = target;
    }

    /** Starts one that forwards to a port of this machine. */
    public static FlakyProxy to(int port) {
        return over(loopback(), port);
    }

    /** Starts one that forwards what comes to a socket that listens, such as one that speaks TLS. */
    public static FlakyProxy over(ServerSocket listening, int port) {
        FlakyProxy proxy = new FlakyProxy(listening, port);
        start("proxy-accept", proxy::accept);
        return proxy;
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** Forwards the connections made from now on to another port. */
    public synchronized void turnTo(int port) {
        target = port;
    }

    /** Cuts all connections there are. */
    public synchronized void cut() {
        open.forEach(FlakyProxy::close);
        open.clear();
    }

    /** Cuts all connections there are, and each that is made from now on. */
    public synchronized void refuse() {
        refusing = true;
        cut();
    }

    /** Lets nothing through to the target, as if it were on a line that has gone silent. */
    public synchronized void holdRequests() {
        holdingRequests = true;
    }

    /** Lets nothing through from the target: it does what it is told, and nobody learns of it. */
    public synchronized void holdReplies() {
        holdingReplies = true;
    }

    /** Lets everything through again, also what was held on connections that are still there. */
    public synchronized void heal() {
        refusing = false;
        holdingRequests = false;
        holdingReplies = false;
        notifyAll();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            heal();
        }
        cut();
        close(listening);
    }

    private void accept() {
        while (true) {
            try {
                Socket client = listening.accept();
                Socket server = new Socket();
                if (!take(client, server)) {
                    close(client);
                    continue;
                }
                try {
                    server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target()));
                } catch (IOException e) {
                    close(client);
                    continue;
                }
                start("proxy-requests", () -> forward(client, server, true));
                start("proxy-replies", () -> forward(server, client, false));
            } catch (IOException e) {
                if (listening.isClosed()) {
                    return;
                }
                throw new UncheckedIOException(e);
            }
        }
    }

    private synchronized int target() {
        return target;
    }

    private synchronized boolean take(Socket client, Socket server) {
        if (refusing || closed) {
            return false;
        }
        open.add(client);
        open.add(server);
        return true;
    }

    private void forward(Socket from, Socket to, boolean requests) {
        byte[] buffer = new byte[1 << 16];
        try {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                awaitLeave(requests);
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException | InterruptedException e) {
            // Either end went away, which is what this is for: the other learns of it below.
        } finally {
            close(from);
            close(to);
            forget(from, to);
        }
    }

    private synchronized void forget(Socket one, Socket other) {
        open.remove(one);
        open.remove(other);
    }

    private synchronized void awaitLeave(boolean requests) throws InterruptedException {
        while (requests ? holdingRequests : holdingReplies) {
            wait();
        }
    }

    private static ServerSocket loopback() {
        try {
            return new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException("a socket cannot be closed", e);
        }
    }
}
