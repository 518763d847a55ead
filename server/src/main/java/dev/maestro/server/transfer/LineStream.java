package dev.maestro.server.transfer;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Cuts a stream into lines, none of them longer than it may be. Threads: confined to one. */
final class LineStream {
    private final BufferedInputStream in;
    private final int maxBytes;
    private long number;

    LineStream(InputStream in, int maxBytes) {
        this.in = new BufferedInputStream(in, 1 << 16);
        this.maxBytes = maxBytes;
    }

    /** Returns the next line without its end; empty after the last one. A last line that has no end is cut off. */
    Optional<byte[]> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
        int character = in.read();
        if (character < 0) {
            return Optional.empty();
        }
        number++;
        for (; character != '\n'; character = in.read()) {
            if (character < 0) {
                throw new ExportFileException("it is cut off: the file ends within it");
            }
            if (line.size() == maxBytes) {
                throw new ExportFileException("it is longer than " + maxBytes + " bytes");
            }
            line.write(character);
        }
        return Optional.of(line.toByteArray());
    }

    /** Returns the number of the line last returned, from 1; 0 before the first. */
    long number() {
        return number;
    }
}
