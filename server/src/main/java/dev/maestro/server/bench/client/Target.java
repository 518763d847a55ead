package dev.maestro.server.bench.client;

import java.net.URI;

/**
 * The server under load.
 *
 * @param base {@code http} or {@code https}, a host, perhaps a port and a path; without a slash at the end
 */
public record Target(URI base) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** Refuses what is no address; the message is for whoever typed it. */
    public Target {
        boolean http = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
        if (!http || base.getHost() == null) {
            throw new IllegalArgumentException(
                    "\"" + base + "\" is no address of a server; it must be like http://localhost:3000");
        }
    }

    /** Returns the address of a path, which starts with a slash. */
    public URI at(String path) {
        return URI.create(base + path);
    }

    /** Returns whether it is spoken to by TLS. */
    public boolean encrypted() {
        return "https".equals(base.getScheme());
    }

    String host() {
        String host = base.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    int port() {
        int usual = encrypted() ? HTTPS_PORT : HTTP_PORT;
        return base.getPort() < 0 ? usual : base.getPort();
    }

    URI webSocket() {
        return URI.create(
                "ws" + at("/socket.io/?EIO=4&transport=websocket").toString().substring("http".length()));
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
