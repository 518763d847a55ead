package dev.maestro.server.isolation;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A REST request, not yet sent.
 *
 * @param body JSON; empty when there is none
 */
public record Request(String method, String path, String body, Map<String, String> headers) {
    public static Request of(String method, String path) {
        return new Request(method, path, "", Map.of());
    }

    /** Returns a request with JSON written with single quotes. */
    public static Request of(String method, String path, String body) {
        return new Request(method, path, body.replace('\'', '"'), Map.of());
    }

    public Request with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Request(method, path, body, more);
    }

    public Request by(String otherMethod) {
        return new Request(otherMethod, path, body, headers);
    }

    /** Returns all that the request says. */
    public String said() {
        return path + " " + body + " " + headers;
    }
}
