package dev.maestro.server.domain;

import java.nio.charset.StandardCharsets;

/**
 * How long a text may be.
 *
 * @param most the number of units
 * @param unit characters (Unicode code points) or bytes (of UTF-8)
 */
public record Limit(int most, Unit unit) {
    /** Of ids, words and other short texts. */
    public static final Limit WORD = new Limit(200, Unit.CHARACTERS);

    /** Of titles and names. */
    public static final Limit TITLE = new Limit(500, Unit.CHARACTERS);

    /** Of paths and one-line messages. */
    public static final Limit LINE = new Limit(4096, Unit.CHARACTERS);

    /** Of tokens: 8 KiB. */
    public static final Limit TOKEN = new Limit(8 * 1024, Unit.BYTES);

    /** Of descriptions, prompts and bodies: 64 KiB. */
    public static final Limit TEXT = new Limit(64 * 1024, Unit.BYTES);

    /** Of pages: 512 KiB. */
    public static final Limit PAGE = new Limit(512 * 1024, Unit.BYTES);

    /** The most items of an array. */
    public static final int ITEMS = 1000;

    /** What a text is measured in. */
    public enum Unit {
        CHARACTERS,
        BYTES
    }

    /** Returns the length of a text in this limit's unit. */
    int measure(String text) {
        return switch (unit) {
            case CHARACTERS -> text.codePointCount(0, text.length());
            case BYTES -> text.getBytes(StandardCharsets.UTF_8).length;
        };
    }

    /** Returns the unit in words. */
    String units() {
        return switch (unit) {
            case CHARACTERS -> "characters";
            case BYTES -> "bytes";
        };
    }
}
