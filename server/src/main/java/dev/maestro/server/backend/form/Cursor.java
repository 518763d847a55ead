package dev.maestro.server.backend.form;

import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.InvalidCursorException;
import java.util.Locale;

/** The text that names a place in the creation order of one kind, such as {@code task-1a}. */
public final class Cursor {
    private Cursor() {}

    /** Returns the cursor of the document with that place. */
    public static String of(DocumentKind kind, long ord) {
        return mark(kind) + Long.toString(ord, Character.MAX_RADIX);
    }

    /**
     * Reads the place.
     *
     * @throws InvalidCursorException if the text is not what {@link #of} makes for this kind
     */
    public static long parse(DocumentKind kind, String text) {
        String mark = mark(kind);
        if (!text.startsWith(mark)) {
            throw new InvalidCursorException(text);
        }
        long ord;
        try {
            ord = Long.parseLong(text.substring(mark.length()), Character.MAX_RADIX);
        } catch (NumberFormatException e) {
            throw new InvalidCursorException(text);
        }
        if (ord < 1 || !of(kind, ord).equals(text)) {
            throw new InvalidCursorException(text);
        }
        return ord;
    }

    private static String mark(DocumentKind kind) {
        return kind.name().toLowerCase(Locale.ROOT) + "-";
    }
}
