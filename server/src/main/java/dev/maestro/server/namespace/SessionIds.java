package dev.maestro.server.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.HubException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The sessions a client names when it subscribes: {@code {sessionIds: […]}} or a bare array. */
final class SessionIds {
    /** The most sessions one call may name. */
    static final int MAX = 1000;

    private static final String FIELD = "sessionIds";

    private SessionIds() {}

    /**
     * Returns whether a payload names sessions at all; nothing, null and an empty object do not.
     *
     * @param payload the event's first argument, or a missing node
     */
    static boolean areNamed(JsonNode payload) {
        return !payload.isMissingNode() && !payload.isNull() && !(payload.isObject() && payload.isEmpty());
    }

    /**
     * Reads the ids; members that are not strings are skipped, as they always were.
     *
     * @throws HubException {@code invalid} when the payload has another shape or names too many
     */
    static List<String> read(JsonNode payload) {
        JsonNode array = payload.isObject() ? onlyField(payload) : payload;
        String path = payload.isObject() ? "/" + FIELD : "";
        if (!array.isArray()) {
            throw HubException.invalid(path, "must be an array of session ids");
        }
        if (array.size() > MAX) {
            throw HubException.invalid(path, "has " + array.size() + " items, at most " + MAX);
        }
        List<String> ids = new ArrayList<>(array.size());
        for (JsonNode item : array) {
            if (item.isTextual()) {
                ids.add(item.textValue());
            }
        }
        return ids;
    }

    private static JsonNode onlyField(JsonNode payload) {
        for (Iterator<String> names = payload.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!name.equals(FIELD)) {
                throw HubException.invalid("/" + name, "is not a field of this event");
            }
        }
        return payload.path(FIELD);
    }
}
