package dev.maestro.server.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 25s}, {@code 5m}, {@code 24h}, {@code 30d}. */
public final class DurationText {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,9}) ?(ms|s|m|h|d)");

    private DurationText() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException if it is written in any other way
     */
    public static Duration parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        return Duration.ofMillis(Long.parseLong(matcher.group(1)) * unitMillis(matcher.group(2)));
    }

    private static long unitMillis(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 86_400_000;
        };
    }
}
