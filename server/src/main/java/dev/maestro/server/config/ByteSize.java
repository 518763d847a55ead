package dev.maestro.server.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A size of data.
 *
 * @param bytes 0 or more
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,12}) ?(B|KB|MB|GB|KiB|MiB|GiB)?");
    private static final Map<String, Long> UNITS = Map.of(
            "B",
            1L,
            "KB",
            1_000L,
            "MB",
            1_000_000L,
            "GB",
            1_000_000_000L,
            "KiB",
            1L << 10,
            "MiB",
            1L << 20,
            "GiB",
            1L << 30);

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("size is " + bytes + " bytes, at least 0");
        }
    }

    /**
     * Reads a size such as {@code 1MB}, {@code 256KiB} or {@code 1000000}; no unit means bytes.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public static ByteSize parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a size such as 1000000, 64KiB or 1MB");
        }
        String unit = matcher.group(2) == null ? "B" : matcher.group(2);
        return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), UNITS.getOrDefault(unit, 1L)));
    }

    /**
     * Returns the size as an {@code int}.
     *
     * @throws ArithmeticException if it is 2 GiB or more
     */
    public int bytesAsInt() {
        return Math.toIntExact(bytes);
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** Returns the size in the largest unit that leaves a whole number, such as {@code 64KiB}. */
    @Override
    public String toString() {
        String[] units = {"GiB", "GB", "MiB", "MB", "KiB", "KB"};
        for (String unit : units) {
            long size = UNITS.getOrDefault(unit, 1L);
            if (bytes >= size && bytes % size == 0) {
                return String.format(Locale.ROOT, "%d%s", bytes / size, unit);
            }
        }
        return bytes + "B";
    }
}
