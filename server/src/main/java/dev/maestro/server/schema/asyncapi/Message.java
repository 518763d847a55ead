package dev.maestro.server.schema.asyncapi;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Something that goes over a socket.
 *
 * @param key its name in the document, unique among all
 * @param name its name on the wire
 * @param title for people
 * @param meaning in sentences
 * @param payload what it carries, as a schema
 */
record Message(String key, String name, String title, String meaning, JsonNode payload) {
    private static final String REF = "#/components/messages/";

    String ref() {
        return REF + key;
    }

    /** Returns a text fit to be part of a key. */
    static String keyOf(String text) {
        return text.replaceAll("[^A-Za-z0-9_-]+", ".").replaceAll("^\\.|\\.$", "");
    }
}
