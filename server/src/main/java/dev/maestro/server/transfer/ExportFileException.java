package dev.maestro.server.transfer;

import org.jspecify.annotations.Nullable;

/** A file is no whole export of a hub this one can read. The message says where and what is wrong. */
public final class ExportFileException extends RuntimeException {
    ExportFileException(String message) {
        super(message);
    }

    ExportFileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
