package dev.maestro.server.agent.link;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;

/**
 * Where a hub is reached: {@code http} or {@code https}, a host, perhaps a port and a path that its own follow.
 *
 * @param base without a slash at the end, without query
 */
public record HubAddress(URI base) {
    /**
     * Reads an address as a person writes it.
     *
     * @throws IllegalArgumentException if it is none; the message is for that person
     */
    public static HubAddress parse(String text) {
        try {
            URI uri = new URI(text.strip());
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean http = scheme.equals("http") || scheme.equals("https");
            if (!http || uri.getHost() == null || uri.getUserInfo() != null) {
                throw notAnAddress(text);
            }
            String path = uri.getPath() == null ? "" : uri.getPath().replaceAll("/+$", "");
            return new HubAddress(new URI(scheme, null, uri.getHost(), uri.getPort(), path, null, null));
        } catch (URISyntaxException e) {
            throw notAnAddress(text);
        }
    }

    private static IllegalArgumentException notAnAddress(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is no address of a hub; it must be like http://localhost:3000");
    }

    /** Returns the address of a path and query of the hub's, which starts with a slash. */
    public URI at(String path) {
        return URI.create(base + path);
    }

    /** Returns where a WebSocket of Engine.IO is opened. */
    URI webSocket() {
        return URI.create(
                "ws" + at("/socket.io/?EIO=4&transport=websocket").toString().substring("http".length()));
    }

    /** Returns whether it is this machine: {@code localhost} or an address, not another name, whoever may have it now. */
    public boolean loopback() {
        String host = base.getHost().toLowerCase(Locale.ROOT);
        boolean may = host.equals("localhost") || host.startsWith("[") || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
        try {
            return may && Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Returns whether what is sent there may be read on the way. */
    public boolean readable() {
        return "http".equals(base.getScheme()) && !loopback();
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
