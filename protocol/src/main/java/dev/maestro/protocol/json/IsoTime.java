package dev.maestro.protocol.json;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** Times as text, for clients that do not take epoch milliseconds. */
public final class IsoTime {
    private static final int DIGITS = 3;
    private static final DateTimeFormatter FORMAT =
            new DateTimeFormatterBuilder().appendInstant(DIGITS).toFormatter();

    private IsoTime() {}

    /** Returns a time in ISO-8601 with milliseconds and Z, as JavaScript writes it: {@code 2026-02-06T01:30:00.000Z}. */
    public static String of(long epochMillis) {
        return FORMAT.format(Instant.ofEpochMilli(epochMillis));
    }
}
