package dev.maestro.server.domain;

import java.nio.charset.StandardCharsets;

/**
 * What a text may be like.
 *
 * @param most the number of units
 * @param unit characters (Unicode code points) or bytes (of UTF-8)
 * @param controls which control characters it may hold: terminals obey them, wherever a text is shown
 */
public record Limit(int most, Unit unit, Controls controls) {
    /** Of ids, words and other short texts. */
    public static final Limit WORD = new Limit(200, Unit.CHARACTERS, Controls.ANY);

    /** Of titles and names. */
    public static final Limit TITLE = new Limit(500, Unit.CHARACTERS, Controls.NONE);

    /** Of paths and short messages. */
    public static final Limit LINE = new Limit(4096, Unit.CHARACTERS, Controls.BREAKS);

    /** Of tokens: 8 KiB. */
    public static final Limit TOKEN = new Limit(8 * 1024, Unit.BYTES, Controls.ANY);

    /** Of descriptions, prompts and bodies: 64 KiB. */
    public static final Limit TEXT = new Limit(64 * 1024, Unit.BYTES, Controls.ANY);

    /** Of pages: 512 KiB. */
    public static final Limit PAGE = new Limit(512 * 1024, Unit.BYTES, Controls.ANY);

    /** The most items of an array. */
    public static final int ITEMS = 1000;

    /** What a text is measured in. */
    public enum Unit {
        CHARACTERS,
        BYTES
    }

    /** Which control characters a text may hold. */
    public enum Controls {
        NONE,
        /** Tabs and ends of lines. */
        BREAKS,
        ANY
    }

    /** Returns whether a text holds a control character it may not. */
    boolean isBrokenBy(String text) {
        return controls != Controls.ANY
                && text.chars()
                        .anyMatch(c -> Character.isISOControl(c)
                                && (controls == Controls.NONE || c != '\n' && c != '\r' && c != '\t'));
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
