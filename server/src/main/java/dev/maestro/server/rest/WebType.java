package dev.maestro.server.rest;

import java.util.Arrays;
import java.util.Optional;

/** What kinds of files browsers are given, by the ends of their names. */
enum WebType {
    HTML(".html", "text/html;charset=utf-8", true),
    SCRIPT(".js", "text/javascript;charset=utf-8", true),
    MODULE(".mjs", "text/javascript;charset=utf-8", true),
    TYPES(".d.ts", "text/plain;charset=utf-8", true),
    STYLE(".css", "text/css;charset=utf-8", true),
    DRAWING(".svg", "image/svg+xml;charset=utf-8", true),
    PICTURE(".png", "image/png", false),
    MANIFEST(".webmanifest", "application/manifest+json;charset=utf-8", true),
    JSON(".json", "application/json", true),
    LICENCE("LICENSE", "text/plain;charset=utf-8", true);

    private final String end;
    private final String mediaType;
    private final boolean text;

    WebType(String end, String mediaType, boolean text) {
        this.end = end;
        this.mediaType = mediaType;
        this.text = text;
    }

    /** Finds the kind of a file; empty for one that is not to be given out. */
    static Optional<WebType> of(String name) {
        return Arrays.stream(values()).filter(type -> name.endsWith(type.end)).findFirst();
    }

    String mediaType() {
        return mediaType;
    }

    boolean isText() {
        return text;
    }
}
