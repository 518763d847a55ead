package dev.maestro.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Documents of a list, of as many pages as it took.
 *
 * @param json all of them as one array, each as the hub sent it
 * @param documents the same, read
 * @param more whether there are more than were asked for
 */
record Listing(byte[] json, List<JsonNode> documents, boolean more) {
    static final int USUAL_LIMIT = 100;

    private static final int PAGE = 1_000;

    /**
     * Reads a list.
     *
     * @param path may have a query
     * @param limit how many at most
     */
    static Listing read(HubCalls calls, String path, long limit) {
        return read(calls, path, limit, PAGE);
    }

    /** Reads a list in pages of at most so many. */
    static Listing read(HubCalls calls, String path, long limit, int pageSize) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        List<JsonNode> documents = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        json.write('[');
        do {
            HubAnswer page = calls.get(page(path, Math.min(pageSize, limit - documents.size()), cursor));
            if (page.nextCursor().isPresent() && page.nextCursor().equals(cursor)) {
                throw VerbFailure.of(ExitCode.UNREACHABLE, "The list does not go on: its next page is the same again.");
            }
            add(page, json, documents);
            cursor = page.nextCursor();
        } while (cursor.isPresent() && documents.size() < limit);
        json.write(']');
        return new Listing(json.toByteArray(), documents, cursor.isPresent());
    }

    private static String page(String path, long limit, Optional<String> cursor) {
        return path + (path.contains("?") ? "&" : "?") + "limit=" + limit
                + cursor.map(text -> "&cursor=" + HubCalls.encoded(text)).orElse("");
    }

    /** What stands between the brackets of the page's array goes over as it is. */
    private static void add(HubAnswer page, ByteArrayOutputStream json, List<JsonNode> documents) {
        if (page.json().isEmpty()) {
            return;
        }
        if (!documents.isEmpty()) {
            json.write(',');
        }
        byte[] body = page.body();
        int from = indexOf(body, '[', 0, 1);
        int to = indexOf(body, ']', body.length - 1, -1);
        json.write(body, from + 1, to - from - 1);
        page.json().forEach(documents::add);
    }

    private static int indexOf(byte[] body, char bracket, int from, int step) {
        int at = from;
        while (body[at] != bracket) {
            at += step;
        }
        return at;
    }

    @Override
    public String toString() {
        return "Listing[" + documents.size() + (more ? " and more]" : "]");
    }
}
