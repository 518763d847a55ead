package dev.maestro.server.backend.embedded;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with the store now: the last failure of each way to use it, until one works again.
 *
 * <p>Threads: thread-safe.
 */
final class Health {
    // Written by the writer thread.
    private volatile @Nullable String writeTrouble;
    // Written by whoever reads.
    private volatile @Nullable String readTrouble;

    void writeFailed(Throwable cause) {
        writeTrouble = "the store cannot write: " + cause.getMessage();
    }

    void writeWorked() {
        if (writeTrouble != null) {
            writeTrouble = null;
        }
    }

    void readFailed(Throwable cause) {
        readTrouble = "the store cannot be read: " + cause.getMessage();
    }

    void readWorked() {
        if (readTrouble != null) {
            readTrouble = null;
        }
    }

    boolean cannotWrite() {
        return writeTrouble != null;
    }

    boolean cannotRead() {
        return readTrouble != null;
    }

    List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        String write = writeTrouble;
        if (write != null) {
            troubles.add(write);
        }
        String read = readTrouble;
        if (read != null) {
            troubles.add(read);
        }
        return troubles;
    }
}
