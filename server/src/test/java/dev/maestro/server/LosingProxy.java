package dev.maestro.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A proxy before a hub that passes every request on, and loses the first answers: the connection breaks instead. */
final class LosingProxy implements AutoCloseable {
    private static final Set<String> ITS_OWN =
            Set.of("connection", "host", "content-length", "upgrade", "http2-settings");

    private final HttpServer server;
    private final URI hub;
    private final AtomicInteger toLose;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, String> written;

    private LosingProxy(HttpServer server, URI hub, int toLose, Map<String, String> written) {
        this.server = server;
        this.hub = hub;
        this.toLose = new AtomicInteger(toLose);
        this.written = written;
    }

    /** Starts one that loses so many answers. */
    static LosingProxy before(URI hub, int answers) {
        return start(hub, answers, Map.of());
    }

    /** Starts one that loses none, and writes a header over whatever the client sent under its name. */
    static LosingProxy writing(URI hub, String header, String value) {
        return start(hub, 0, Map.of(header, value));
    }

    private static LosingProxy start(URI hub, int answers, Map<String, String> written) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            LosingProxy proxy = new LosingProxy(server, hub, answers, written);
            server.createContext("/", proxy::pass);
            server.start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns the methods of what was asked, in order. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private void pass(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestMethod());
        HttpRequest.Builder request = HttpRequest.newBuilder(hub.resolve(exchange.getRequestURI()))
                .method(
                        exchange.getRequestMethod(),
                        HttpRequest.BodyPublishers.ofByteArray(
                                exchange.getRequestBody().readAllBytes()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            boolean over = written.keySet().stream().anyMatch(name::equalsIgnoreCase);
            if (!over && !ITS_OWN.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        written.forEach(request::header);
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (toLose.getAndDecrement() > 0) {
                exchange.close();
                return;
            }
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
            exchange.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.close();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
