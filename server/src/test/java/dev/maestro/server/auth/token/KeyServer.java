package dev.maestro.server.auth.token;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer's server, on this machine: it answers every path alike. */
final class KeyServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile String lastPath = "";

    private KeyServer(HttpHandler handler) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            lastPath = exchange.getRequestURI().toString();
            handler.handle(exchange);
        });
        server.start();
    }

    static KeyServer answering(HttpHandler handler) throws IOException {
        return new KeyServer(handler);
    }

    static KeyServer serving(String document) throws IOException {
        byte[] body = document.getBytes(StandardCharsets.UTF_8);
        return new KeyServer(exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
    }

    /** Returns where it is, without a path. */
    URI origin() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    URI url() {
        return origin().resolve("/jwks.json");
    }

    int requests() {
        return requests.get();
    }

    String lastPath() {
        return lastPath;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
