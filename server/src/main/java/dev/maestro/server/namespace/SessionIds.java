package dev.maestro.server.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.HubException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** The sessions a client names when it subscribes: {@code {sessionIds: […]}} or a bare array. */
final class SessionIds {
    /** The most sessions one call may name. */
    static final int MAX = 1000;

    /** The most sessions one socket may be subscribed to. */
    static final int MAX_HELD = 2_000;

    /** The longest id, in characters. */
    static final int MAX_ID_LENGTH = 200;

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
     * @throws HubException {@code invalid} when the payload has another shape, names too many, or an id that is none
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
        for (int i = 0; i < array.size(); i++) {
            JsonNode item = array.get(i);
            if (item.isTextual()) {
                ids.add(checked(item.textValue(), path + "/" + i));
            }
        }
        return ids;
    }

    /**
     * Checks that a socket may be in these rooms beside those it is in: they are kept as long as it stays.
     *
     * @throws HubException {@code invalid} when they would be too many
     */
    static void requireSpace(Set<String> held, Set<String> added) {
        long after = held.size()
                + added.stream().filter(room -> !held.contains(room)).count();
        if (after > MAX_HELD) {
            throw HubException.invalid("", "would make " + after + " subscribed sessions, at most " + MAX_HELD);
        }
    }

    private static String checked(String id, String path) {
        if (id.isEmpty() || id.length() > MAX_ID_LENGTH) {
            throw HubException.invalid(path, "is " + id.length() + " characters, must be 1 to " + MAX_ID_LENGTH);
        }
        return id;
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
