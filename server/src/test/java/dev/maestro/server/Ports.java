package dev.maestro.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Free ports for what is told its port before it takes it, or takes it again after a restart.
 *
 * <p>A port that the system chose may be chosen for another as soon as it is let go. These lie below those that the system chooses
 * from, and each JVM that runs tests has some hundreds of its own: it holds the first of them for as long as it lives. Thread-safe.
 */
public final class Ports {
    private static final int FIRST = 20_000;
    private static final int END = 26_000;
    private static final int EACH = 500;

    private static final ServerSocket HELD = hold();
    private static final AtomicInteger TAKEN = new AtomicInteger();

    private Ports() {}

    private static ServerSocket hold() {
        for (int port = FIRST; port < END; port += EACH) {
            try {
                return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
            } catch (BindException e) {
                // Another has these.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("all ports of tests are held, each " + EACH + "th from " + FIRST + " on");
    }

    /** Returns a port that nobody listens at, and that is not returned again before all others were. */
    public static int next() {
        for (int i = 1; i < EACH; i++) {
            int port = HELD.getLocalPort() + 1 + Math.floorMod(TAKEN.getAndIncrement(), EACH - 1);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no port after " + HELD.getLocalPort() + " is free");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
