package dev.maestro.server.domain;

/** JSON Pointers (RFC 6901). */
final class Pointers {
    private Pointers() {}

    /** Returns a name as it stands in a pointer. */
    static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
