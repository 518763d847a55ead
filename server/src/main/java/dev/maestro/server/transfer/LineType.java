package dev.maestro.server.transfer;

import dev.maestro.server.backend.StoreRecord;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of lines, in the order in which they stand. */
enum LineType {
    HUB_EXPORT,
    SECRET,
    DOCUMENT,
    EVENT,
    PROJECT_HEAD,
    ANSWER,
    RECOVERY,
    END;

    /** Returns the word in the line's {@code type}, such as {@code project-head}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<LineType> find(String word) {
        return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
    }

    static LineType of(StoreRecord.Type type) {
        return switch (type) {
            case DOCUMENT -> DOCUMENT;
            case EVENT -> EVENT;
            case PROJECT_HEAD -> PROJECT_HEAD;
            case ANSWER -> ANSWER;
            case RECOVERY -> RECOVERY;
        };
    }
}
