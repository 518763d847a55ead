package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorDetail;
import dev.maestro.protocol.error.HubException;
import io.javalin.http.Context;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The query of a request, each parameter once.
 *
 * @param parameters the values by name, in the order given
 */
record Query(Map<String, String> parameters) {
    /** That of a path whose query means nothing. */
    static final Query NONE = new Query(Map.of());

    private static final int MOST_FAULTS = 10;
    private static final int LONGEST_NAME_SHOWN = 64;

    /**
     * Reads the query.
     *
     * @param known the parameters the path has
     * @throws HubException {@code invalid}, naming each parameter that is unknown, repeated, or badly encoded
     */
    static Query of(Context context, Set<String> known) {
        Map<String, String> parameters = new LinkedHashMap<>();
        List<ErrorDetail> faults = new ArrayList<>();
        String text = Optional.ofNullable(context.req().getQueryString()).orElse("");
        for (String pair : text.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            if (!known.contains(name)) {
                faults.add(new ErrorDetail("?" + shortened(name), "is not a parameter of this path"));
            } else if (parameters.put(name, value) != null) {
                faults.add(new ErrorDetail("?" + name, "is given more than once"));
            }
        }
        if (!faults.isEmpty()) {
            throw HubException.invalid(faults.subList(0, Math.min(faults.size(), MOST_FAULTS)));
        }
        return new Query(parameters);
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** Returns the query of the next page. */
    String withCursor(String cursor) {
        StringBuilder query = new StringBuilder();
        parameters.forEach((name, value) -> {
            if (!name.equals("cursor")) {
                query.append(encoded(name)).append('=').append(encoded(value)).append('&');
            }
        });
        return query.append("cursor=").append(encoded(cursor)).toString();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw HubException.invalid("", "the query is not encoded as it must be");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String shortened(String name) {
        return name.length() > LONGEST_NAME_SHOWN ? name.substring(0, LONGEST_NAME_SHOWN) + "…" : name;
    }
}
