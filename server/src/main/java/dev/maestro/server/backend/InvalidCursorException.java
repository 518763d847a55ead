package dev.maestro.server.backend;

/** A page cursor that this backend did not make. */
public final class InvalidCursorException extends RuntimeException {
    public InvalidCursorException(String cursor) {
        super("not a cursor of this list: " + (cursor.length() > 64 ? cursor.substring(0, 64) + "…" : cursor));
    }
}
