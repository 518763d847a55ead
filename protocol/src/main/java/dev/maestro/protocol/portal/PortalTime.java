package dev.maestro.protocol.portal;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.maestro.protocol.json.IsoTime;
import org.jspecify.annotations.Nullable;

/**
 * A time that goes out as a date of the portal: ISO-8601 text with milliseconds and Z.
 *
 * @param epochMillis when
 */
public record PortalTime(long epochMillis) {
    /** Returns the time, null where there is none. */
    public static @Nullable PortalTime orNull(@Nullable Long epochMillis) {
        return epochMillis == null ? null : new PortalTime(epochMillis);
    }

    /** Returns the text on the wire, such as {@code 2024-02-01T12:05:23.456Z}. */
    @JsonValue
    public String text() {
        return IsoTime.of(epochMillis);
    }
}
