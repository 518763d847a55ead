package dev.maestro.server.transfer;

import dev.maestro.protocol.json.JsonBytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** Gathers one line: a JSON object whose values are embedded as they are. Threads: confined to one. */
final class LineText {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private LineText() {}

    static LineText of(LineType type) {
        LineText line = new LineText();
        line.out.write('{');
        return line.value("type", JsonBytes.of(type.word()));
    }

    LineText text(String name, String value) {
        return value(name, JsonBytes.of(value));
    }

    LineText number(String name, long value) {
        return value(name, JsonBytes.of(value));
    }

    LineText words(String name, Collection<String> values) {
        return value(name, JsonBytes.of(values));
    }

    LineText value(String name, JsonBytes value) {
        if (out.size() > 1) {
            out.write(',');
        }
        out.writeBytes(("\"" + name + "\":").getBytes(StandardCharsets.US_ASCII));
        // A line feed within JSON stands between its parts only, where a space does as well.
        for (byte character : value.array()) {
            out.write(character == '\n' ? ' ' : character);
        }
        return this;
    }

    /** Returns the whole line, its end with it. */
    byte[] end() {
        out.write('}');
        out.write('\n');
        return out.toByteArray();
    }
}
