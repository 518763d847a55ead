package dev.maestro.server.command;

import dev.maestro.protocol.json.JsonBytes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A verb did not do what it is for; says why, and what to do next. Its texts are made of what others wrote, too. */
public final class VerbFailure extends RuntimeException {
    private final ExitCode code;
    private final List<String> lines;
    private final transient Optional<byte[]> document;

    private VerbFailure(ExitCode code, List<String> lines, Optional<byte[]> document) {
        super(lines.get(0));
        this.code = code;
        this.lines = List.copyOf(lines);
        this.document = document;
    }

    /** Returns one whose words or flags are wrong. */
    public static VerbFailure usage(String sentence) {
        return new VerbFailure(ExitCode.USAGE, List.of(sentence), Optional.empty());
    }

    static VerbFailure of(ExitCode code, String... lines) {
        return new VerbFailure(code, List.of(lines), Optional.empty());
    }

    /** Returns one that a hub told, with its own words for programs. */
    static VerbFailure told(ExitCode code, List<String> lines, byte[] document) {
        return new VerbFailure(code, lines, Optional.of(document));
    }

    ExitCode code() {
        return code;
    }

    /** Returns the lines for a person, at least one. */
    List<String> lines() {
        return lines;
    }

    /** Returns it for a program: what the hub said, as it said it, or in the same form what it was that went wrong. */
    byte[] document() {
        return document.orElseGet(() -> JsonBytes.of(
                        Map.of("code", code.name().toLowerCase(Locale.ROOT), "detail", String.join(" ", lines)))
                .array());
    }
}
